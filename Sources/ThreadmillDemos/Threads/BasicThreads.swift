// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillAnalysis
internal import ThreadmillEngine

/// The seed's first section: threads that start together and end one after another.
package struct BasicThreads: StagedDemo {
  package let info = DemoInfo(
    id: "basic-threads",
    group: "Threads",
    title: "Basic Threading",
    seedSection: "Basic Threading",
    lesson: "Threads that wait do it side by side: the longest wait is the whole time.",
    misconceptions: [
      .init(
        "More threads are faster.",
        "Waiting threads cost no CPU and overlap; computing ones share the CPUs there are."
      ),
      .init("join() starts a thread.", "start() does; join() only waits for its end."),
      .init(
        "Threads run in the order in which they were started.",
        "The system decides; only their delays make this staircase."
      ),
    ],
    barTitle: "TASK",
    seedTime: .milliseconds(300),
    knobs: [
      .threads(seed: 3),
      .size(
        "the step of the staircase: thread i takes i + 1 times as long",
        seed: .milliseconds(100)
      ),
      .work, .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package func makeMachine(_ stage: DemoStage) -> Crew<Int> { Crew(stage) }

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> CrewOutcome<Int> {
    try crew.start { index, context throws(CancellationError) in
      // The seed prints 0.30000000000000004 for the third delay: Python's floats, not its threads.
      let delay = DurationText.seconds(stage.real(stage.size * (index + 1)))
      stage.print(" Thread-\(index): Starting (delay=\(delay)s)")
      try stage.liveWork(Double(index + 1), context)
      stage.print(" Thread-\(index): Finished")
      return index
    }
    let outcome = try crew.join()
    stage.conclude("All threads completed")
    return outcome
  }

  // MARK: The oracle

  /// Every thread that was asked for has run to its end, or was stopped because one less was
  /// wanted.
  package func mismatch(_ outcome: CrewOutcome<Int>, _ settings: KnobSettings) -> String? {
    outcome.mismatch { index in index }
  }

  // MARK: What is said about it

  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let count = round.settings.workers
    let longest = round.realSize * count
    let unit = Phrase.nominal(round.realSize)
    let shared = serialTime(round) / round.cpuCount
    guard round.settings.computes, shared > longest else {
      return IdealTime(time: longest, formula: "\(count) × \(unit), the longest")
    }
    return IdealTime(
      time: shared,
      formula: "\(count * (count + 1) / 2) × \(unit) ÷ \(round.cpuCount) CPUs"
    )
  }

  /// How long the threads would take one after another.
  private func serialTime(_ round: RoundReport) -> Duration {
    round.realSize * (round.settings.workers * (round.settings.workers + 1) / 2)
  }

  package func aha(_ outcome: CrewOutcome<Int>, _ round: RoundReport) -> String {
    let threads = Phrase.count(round.settings.workers, "thread")
    if round.wasTurned { return Phrase.turned(round) }
    if round.settings.computes {
      return Phrase.computed(threads, round, serial: serialTime(round), ideal: idealTime(round))
    }
    if round.settings.workers == 1 {
      return "1 thread waited \(Phrase.measured(round.time)): a second one would wait beside it."
    }
    return "\(threads) waited \(Phrase.measured(serialTime(round))) in all and were done in "
      + "\(Phrase.measured(round.time)): waits overlap, only the longest counts."
  }

  package func resultFields(
    _ outcome: CrewOutcome<Int>,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    let latencies = round.workers.compactMap { $0.startLatency.map { $0 / .seconds(1) } }
    return [
      .init("threads", .int(outcome.ends.count)),
      .init("completed", .ints(outcome.values)),
      .init("cancelled", .int(outcome.cancelledCount)),
    ] + (Sample(latencies).map { [.init("startLatency", .real($0.median))] } ?? [])
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let count = settings.workers
    let size: EndCard.Suggestion =
      count <= 61
      ? .workers(count + 3, from: count, "a longer staircase: one step for each thread")
      : .workers(3, from: count, "a short staircase")
    let crowd = EndCard.Suggestion.workers(64, from: count, "64 threads: waiting costs no CPU")
    return [size, .otherWork(settings)] + (count < 64 && !settings.computes ? [crowd] : [])
  }
}
