// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// Many who read and few who write: who goes first decides who starves.
package struct ReadersWriter: StagedDemo {
  package let info = DemoInfo(
    id: "readers-writer",
    group: "Synchronization",
    title: "Readers and Writers",
    seedSection: nil,
    lesson: "Readers share a lock, a writer is alone: who goes first decides who waits for ever.",
    misconceptions: [
      .init(
        "A readers-writer lock is faster than a lock.",
        "Only where reading takes long: it costs more to take, and short reads gain nothing."
      ),
      .init(
        "Readers first is the natural choice.",
        "While one of them is always reading no writer gets in: see policy=readers."
      ),
      .init(
        "Fair means that all wait the same.",
        "It means in turn: readers who follow each other still go in together."
      ),
    ],
    barTitle: "READ, WRITE",
    knobs: [
      .threads(seed: 6, "threads, one lane each; the first ones write, all others read"),
      .size(
        "how long a thread writes, or about how long it reads",
        seed: .milliseconds(20)
      ),
      .count(
        "writers",
        "how many of the next round's threads write",
        unit: "threads",
        in: 1...16,
        seed: 2,
        timing: .nextRound
      ),
      Knob(
        "turns",
        "how often each reads or writes",
        unit: "turns",
        kind: .int(1...1000),
        seedValue: .int(6)
      ),
      .choice(
        "policy",
        "who goes first in the next round",
        seed: ReadWritePolicy.fair,
        timing: .nextRound
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> ReadersWriterOutcome {
    let settings = stage.settings
    let policy = settings.choice("policy", as: ReadWritePolicy.self)
    let book = SharedBook(policy)
    let (writers, turns) = (settings.int("writers"), settings.int("turns"))
    show(book, on: stage)

    // Makes one thread; called once for each number, and again for each thread that is added later.
    try crew.start { number throws(PoolError) in
      let isWriter = number < writers
      // Readers of the same pace would all pause at once, and let a writer in by chance.
      let length = 0.7 + 0.3 * Double(number % 4)
      let thread = WorkerThread("\(isWriter ? "Writer" : "Reader")-\(number)", on: stage) {
        context throws(CancellationError) in
        for turn in 1...turns {
          if isWriter {
            try book.write(stage, context)
          } else {
            try book.read(for: length, stage, context)
          }
          stage.note("\(turn) of \(turns)", worker: number)
          try stage.liveWork(0.25, context)
        }
        return turns
      }
      try thread.start()
      return thread
    }

    let crew = try crew.joinAll()
    let record = book.record
    let outcome = ReadersWriterOutcome(
      crew: crew,
      policy: policy,
      longestRead: record.longestRead,
      longestWrite: record.longestWrite,
      mostReaders: record.mostReaders,
      turns: record.turns,
      clashes: record.clashes
    )
    stage.conclude(line(outcome))
    return outcome
  }

  private func show(_ book: SharedBook, on stage: DemoStage) {
    stage.show { book.snapshot() }
    stage.show("at the book") {
      let record = book.record
      return .text("\(record.readers) read, \(record.writers) write")
    }
    stage.show("longest wait") {
      let (record, now) = (book.record, stage.now)
      let waits = [record.longestRead(at: now), record.longestWrite(at: now)]
      let words = waits.map { $0 == .zero ? "none yet" : Phrase.measured($0) }
      return .text("reader \(words[0]), writer \(words[1])")
    }
  }

  // MARK: The oracle

  /// No writer was ever beside anybody else, and everybody has had its turns.
  package func mismatch(_ outcome: ReadersWriterOutcome, _ round: RoundReport) -> String? {
    if outcome.clashes > 0 {
      return "a writer was not alone \(Phrase.count(outcome.clashes, "time"))"
    }
    let turns = round.settings.int("turns")
    if let difference = outcome.crew.mismatch(round, expecting: { _ in turns }) {
      return difference
    }
    let returned = outcome.crew.sum
    return outcome.crew.allows(outcome.turns, where: returned)
      ? nil : "\(returned) turns were returned, \(outcome.turns) were had"
  }
}
