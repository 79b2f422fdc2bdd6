// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// The seed's lock section: threads that add to one counter, with a lock and without.
package struct LockRace: StagedDemo {
  package let info = DemoInfo(
    id: "lock-race",
    group: "Synchronization",
    title: "Lock and Race",
    seedSection: "Thread Synchronization - Lock",
    lesson:
      "An increment is a read, an addition and a write: whoever comes between loses an update.",
    misconceptions: [
      .init(
        "It printed the right number, so it is right.",
        "Threads that hardly meet lose nothing: that is luck, and ends with a larger size."
      ),
      .init(
        "An atomic variable makes every update safe.",
        "Each step is, the three together are not: see variant=split, and atomic for one step."
      ),
      .init(
        "A lock protects code.",
        "It protects data, if all use the same one: see variant=wrong-lock."
      ),
      .init(
        "The interpreter lock makes Python's += atomic.",
        "RECORDED 2026-11: 0 lost since 3.10, by chance of its loop; 0.6 to 1.3 M of 2 M with a call in it."
      ),
      .init(
        "A race on a plain variable just loses a few.",
        "nonisolated(unsafe) var n = 0, and in each of 4 threads: for _ in 0..<1_000_000 { n += 1 }. "
          + "RECORDED 2026-11, Swift 6.3.1: 0 lost at -O, 1.3 to 1.7 M at -Onone. Without the word unsafe "
          + "Swift 6 refuses it, so it does not run here."
      ),
    ],
    barTitle: "INCREMENTS",
    knobs: [
      .threads(seed: 2, "threads, one lane each; a new one adds its own increments"),
      .count(
        "size",
        "increments of each thread",
        unit: "increments",
        in: 1...1_000_000_000,
        seed: 1000,
        workbench: 10_000_000,
        timing: .nextRound,
        role: .size
      ),
      .choice(
        "variant",
        "how the next round adds: what guards the counter",
        seed: RaceVariant.lock,
        timing: .nextRound
      ),
      .rounds,
    ]
  )

  /// Creates the demo.
  package init() {}

  package func makeMachine(_ stage: DemoStage) -> Crew<Int> {
    // Measured before the first round, whose time it would be otherwise.
    _ = LockPrice.alone
    return Crew(stage)
  }

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> RaceOutcome {
    let counter = RaceCounter(stage.settings.choice("variant", as: RaceVariant.self))
    show(counter, on: stage)

    // Makes one thread; called once for each number, and again for each thread that is added later.
    // All wait for the start, so that none is done before the next one comes.
    let start = Event(name: "start")
    try crew.start { number throws(PoolError) in
      let size = stage.settings.int("size")
      let thread = WorkerThread("Thread-\(number)", on: stage) {
        context throws(CancellationError) in
        try start.wait(in: context)
        let began = stage.now
        try counter.add(size, number: number, context)
        stage.taskDone(since: began)
        stage.note("added \(size)", worker: number)
        return size
      }
      try thread.start()
      return thread
    }
    start.set()

    return conclude(counter, try crew.joinAll(), on: stage)
  }

  private func show(_ counter: RaceCounter, on stage: DemoStage) {
    let before = stage.remembered("lost")
    stage.show(all: { counter.locks })
    stage.show("counter") {
      // First what should be there: what is added in between would look like a gain.
      let expected = counter.expected
      let count = counter.count
      return .text("\(count) of \(max(expected, count)), \(max(0, expected - count)) lost")
    }
    if !counter.locks.isEmpty {
      let price = LockPrice.alone.sentence
      stage.show("the lock's name") { .text(price) }
    }
    stage.show("lost per round") {
      let lost = max(0, counter.expected - counter.count)
      return .bars(before + [lost], "\(lost) lost")
    }
  }

  private func conclude(
    _ counter: RaceCounter,
    _ crew: CrewOutcome<Int>,
    on stage: DemoStage
  ) -> RaceOutcome {
    let acquisitions = counter.locks.reduce(0) { $0 + $1.acquisitions }
    let contended = counter.locks.reduce(0) { $0 + $1.contended }
    let outcome = RaceOutcome(
      crew: crew,
      variant: counter.variant,
      counter: counter.count,
      expected: counter.expected,
      contention: acquisitions > 0 ? min(1, Double(contended) / Double(acquisitions)) : nil
    )
    stage.remember("lost", outcome.lost)
    stage.conclude(outcome.line)
    return outcome
  }

  // MARK: The oracle

  /// Every thread has added as often as it was asked to; the counter has all of it where the variant
  /// promises that, and never more.
  package func mismatch(_ outcome: RaceOutcome, _ round: RoundReport) -> String? {
    let size = round.settings.int("size")
    let crew = outcome.crew
    if let difference = crew.mismatch(round, expecting: { _ in size }) { return difference }
    guard crew.allows(outcome.expected, where: crew.sum) else {
      return "the threads returned \(crew.sum) increments and counted \(outcome.expected)"
    }
    if outcome.counter > outcome.expected { return "\(outcome.line): a gain cannot be" }
    if outcome.variant.isExact {
      return outcome.counter == outcome.expected ? nil : "\(outcome.line): promised was none"
    }
    let least = least(outcome, round)
    return outcome.counter >= least ? nil : "\(outcome.line): at least \(least) must be left"
  }

  /// What is left of the increments in the worst case, where nothing keeps threads apart.
  ///
  /// Whoever is alone loses nothing. Otherwise the last write of all is the last one of its thread, which
  /// has read the counter after its own write before: then it stood at 1 or more, and ends at 2 or more,
  /// unless each thread makes no more than one increment.
  private func least(_ outcome: RaceOutcome, _ round: RoundReport) -> Int {
    guard !round.wasTurned else { return min(1, outcome.expected) }
    if round.settings.workers == 1 { return outcome.expected }
    return min(2, round.settings.int("size"))
  }
}
