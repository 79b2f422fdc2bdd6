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
        "RECORDED: 0 lost since 3.10 by chance of its loop; with a call inside 0.6 to 1.3 M of 2 M."
      ),
      .init(
        "A race on a plain variable just loses a few.",
        "RECORDED, Swift 6.3.1, 4 × 1 M: exact at -O, 2.3 to 2.7 M at -Onone, and Swift 6 refuses it."
      ),
    ],
    barTitle: "INCREMENTS",
    knobs: [
      .threads(seed: 2, "threads, one lane each; a new one adds its own increments"),
      .count(
        "size",
        "increments of each thread that has not started",
        unit: "increments",
        in: 1...1_000_000_000,
        seed: 1000,
        workbench: 10_000_000,
        role: .size
      ),
      Knob(
        "variant",
        "how the next round adds: what guards the counter",
        kind: .choice(RaceVariant.allCases.map(\.rawValue)),
        seedValue: .choice("lock"),
        isLive: true
      ),
      .rounds,
    ]
  )

  /// Creates the demo.
  package init() {}

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> RaceOutcome {
    let counter = RaceCounter(RaceVariant(stage.settings))
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

    // Waits for all of them to end.
    var ends: [CrewOutcome<Int>.End] = []
    while let (number, thread) = try crew.next() {
      ends.append(CrewOutcome.End(number, joining: try thread.join()))
    }
    return conclude(counter, CrewOutcome(orders: crew.orders, ends: ends), on: stage)
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
    // A thread keeps the size with which it started: a turned one is not that of all.
    let crew = outcome.crew
    let difference =
      round.wasTurned
      ? crew.returned.mismatch(round) { _ in true } : crew.mismatch(round) { _ in size }
    if let difference { return difference }
    let returned = crew.values.reduce(0, +)
    if outcome.expected < returned || crew.cancelledCount == 0 && outcome.expected != returned {
      return "the threads returned \(returned) increments and counted \(outcome.expected)"
    }
    if outcome.counter > outcome.expected { return "\(outcome.line): a gain cannot be" }
    if outcome.variant.isExact {
      return outcome.counter == outcome.expected ? nil : "\(outcome.line): promised was none"
    }
    // What a thread adds last stays, and whoever is alone loses nothing.
    return outcome.counter >= 1 || outcome.expected == 0 ? nil : "\(outcome.line): all cannot be"
  }
}
