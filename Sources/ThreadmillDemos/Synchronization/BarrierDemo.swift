// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// Threads that work in phases and meet after each: all wait for the slowest.
package struct BarrierDemo: StagedDemo {
  package let info = DemoInfo(
    id: "barrier",
    group: "Synchronization",
    title: "Barrier: Phases in Step",
    seedSection: nil,
    lesson: "At a barrier all wait for the slowest: a phase costs the longest time, not the mean.",
    misconceptions: [
      .init(
        "A barrier costs the time to take it.",
        "It costs the wait for the slowest, again in every phase."
      ),
      .init(
        "If everybody is slow once, it evens out.",
        "Without a barrier it does; with one each slow turn is everybody's: see barrier=off."
      ),
      .init(
        "A barrier counts whoever comes.",
        "It is made for a number; if one gives up it breaks, and all the others are told."
      ),
    ],
    barTitle: "PHASE",
    seedTime: .milliseconds(360),
    knobs: [
      .threads(seed: 4, "threads that meet; one fewer breaks the barrier, one more waits a round"),
      .size("how long a phase takes whoever is not slow in it", seed: .milliseconds(30)),
      .count(
        "slow",
        "how many times as long it takes the one that is slow, each in its turn",
        unit: "sizes",
        in: 1...20,
        seed: 3
      ),
      Knob(
        "phases",
        "phases of a round",
        unit: "phases",
        kind: .int(1...1000),
        seedValue: .int(4)
      ),
      Knob(
        "barrier",
        "whether the next round's threads meet after each phase",
        kind: .bool,
        seedValue: .bool(true),
        timing: .nextRound
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> BarrierOutcome {
    let settings = stage.settings
    let step = try LockStep(
      parties: settings.workers,
      isClosed: settings["barrier"] == .bool(true)
    )
    show(step, phases: settings.int("phases"), on: stage)

    // Makes one thread; called once for each number, and again for each thread that is added later.
    try crew.start { number throws(PoolError) in
      let thread = WorkerThread("Thread-\(number)", on: stage) {
        context throws(CancellationError) in
        try march(number, step, stage, context)
      }
      // Whoever is cancelled will not come any more, also if it has never run.
      thread.future.onCompletion { if case .failure = $0 { step.leave() } }
      try thread.start()
      return thread
    }
    // The knob may have been turned down at this very moment.
    if crew.orders.count < step.parties { step.leave() }

    let outcome = BarrierOutcome(
      crew: try crew.joinAll(),
      isClosed: step.isClosed,
      parties: step.parties,
      early: step.earlyCount,
      waits: step.waits(at: stage.now)
    )
    stage.conclude(line(outcome, of: settings.int("phases")))
    return outcome
  }

  /// What one thread does.
  ///
  /// - Returns: the phases that it has completed.
  private func march(
    _ number: Int,
    _ step: LockStep,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Int {
    guard step.takePlace(number) else {
      stage.note("no place: made for \(step.parties)", worker: number)
      return 0
    }
    let phases = stage.settings.int("phases")
    for phase in 0..<phases {
      step.begin(phase)
      let isSlow = phase % step.parties == number
      try stage.liveWork(isSlow ? Double(stage.settings.int("slow")) : 1, context)
      guard try step.end(phase, number, stage, context) == .goesOn else {
        stage.note("broken after \(Phrase.count(phase, "phase"))", worker: number)
        return phase
      }
      stage.note("\(phase + 1) of \(phases) phases", worker: number)
    }
    return phases
  }

  private func show(_ step: LockStep, phases: Int, on stage: DemoStage) {
    stage.show { step.snapshot() }
    stage.show("phase") { .text("\(step.latestPhase) of \(phases)") }
    guard step.isClosed else { return }
    stage.show("waited") {
      let waits = step.waits(at: stage.now)
      let sum = Phrase.measured(waits.reduce(.zero, +))
      return .bars(waits.map { Int($0 / .milliseconds(1)) }, "\(sum) in all, by thread")
    }
  }

  // MARK: The oracle

  /// Nobody has begun a phase before all had ended the one before, and all have completed all phases;
  /// if the barrier was broken, those who were told had completed the same number of them.
  package func mismatch(_ outcome: BarrierOutcome, _ round: RoundReport) -> String? {
    if outcome.isClosed, outcome.early > 0 {
      return "\(outcome.early) began a phase before all had ended the one before"
    }
    let phases = round.settings.int("phases")
    guard round.wasTurned else { return outcome.crew.mismatch(round) { _ in phases } }
    let counts = Set(outcome.crew.values)
    if let wrong = counts.first(where: { !(0...phases).contains($0) }) {
      return "a thread completed \(wrong) of \(phases) phases"
    }
    // Whoever comes too late for a place has completed none.
    if outcome.isClosed, counts.subtracting([0]).count > 1 {
      return "threads met, but completed \(counts.sorted()) phases"
    }
    return outcome.crew.returned.mismatch(round) { _ in true }
  }
}
