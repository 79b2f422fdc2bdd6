// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// The seed's second section: a thread's value must be put somewhere before it can be fetched.
package struct ReturnValue: StagedDemo {
  package let info = DemoInfo(
    id: "return-value",
    group: "Threads",
    title: "Thread with Return Value",
    seedSection: "Thread with Return Value",
    lesson: "A thread's value goes nowhere unless a slot waits for it: join() hands it out, typed.",
    misconceptions: [
      .init(
        "A thread returns its value to whoever started it.",
        "Python's Thread drops it; here a future holds it until somebody joins."
      ),
      .init(
        "Reading the slot before join() works, I tried.",
        "It is a data race; Swift 6 refuses to compile it."
      ),
      .init(
        "Results come in the order in which the threads end.",
        "Joining in start order hands them out in start order."
      ),
    ],
    barTitle: "TASK",
    seedTime: .milliseconds(50),
    knobs: [
      .threads(seed: 5),
      .size("how long every thread takes", seed: .milliseconds(50)),
      .work, .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package var resultsTitle: String { "in the order in which the threads were started" }

  package func makeMachine(_ stage: DemoStage) -> Crew<Int> { Crew(stage) }

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> CrewOutcome<Int> {
    try crew.start { index, context throws(CancellationError) in
      try stage.liveWork(1, context)
      stage.note("→ \(index * index)", worker: index)
      return index * index
    }
    let outcome = try crew.join { thread in
      if let square = try? thread.result.get() { stage.handOut(String(square)) }
    }
    stage.conclude("Results: \(outcome.values)")
    return outcome
  }

  // MARK: The oracle

  package func mismatch(_ outcome: CrewOutcome<Int>, _ settings: KnobSettings) -> String? {
    outcome.mismatch { index in index * index }
  }

  // MARK: What is said about it

  package func idealTime(_ round: RoundReport) -> IdealTime? {
    IdealTime(waves: round.settings.workers, of: round)
  }

  package func aha(_ outcome: CrewOutcome<Int>, _ round: RoundReport) -> String {
    let count = round.settings.workers
    let threads = Phrase.count(count, "thread")
    if round.wasTurned { return Phrase.turned(round) }
    let serial = round.realSize * count
    if round.settings.computes {
      return Phrase.computed(threads, round, serial: serial, ideal: idealTime(round))
    }
    if count == 1 {
      return "1 thread handed its value to join() after \(Phrase.measured(round.time))."
    }
    return "\(threads) handed \(Phrase.count(count, "value")) to join() after "
      + "\(Phrase.measured(round.time)); one after another they would have taken "
      + "\(Phrase.measured(serial))."
  }

  package func resultFields(
    _ outcome: CrewOutcome<Int>,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("values", .ints(outcome.values)),
      .init("cancelled", .int(outcome.cancelledCount)),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let count = settings.workers
    let other = count <= 59 ? count + 5 : 5
    let reason = settings.computes ? "more values, more time" : "more values in the same time"
    return [
      .workers(other, from: count, other > count ? reason : "fewer values in the same time"),
      .otherWork(settings),
    ]
  }
}
