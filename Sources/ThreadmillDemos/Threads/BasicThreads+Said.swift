// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillAnalysis
internal import ThreadmillTelemetry

/// What is said about a round.
extension BasicThreads {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let count = round.settings.workers
    return IdealTime(
      schedule(round),
      of: round,
      formula: "\(count) × \(Phrase.nominal(round.realSize)), the longest"
    )
  }

  private func schedule(_ round: RoundReport) -> Schedule {
    Schedule(Array(1...round.settings.workers), workers: round.settings.workers)
  }

  package func aha(_ outcome: CrewOutcome<Int>, _ round: RoundReport) -> String {
    let threads = Phrase.count(round.settings.workers, "thread")
    if round.settings.computes {
      return Phrase.computed(
        threads,
        round,
        schedule(round),
        tail: "the longest one worked alone at the end"
      )
    }
    if round.settings.workers == 1 {
      return "1 thread waited \(Phrase.measured(round.time)): a second one would wait beside it."
    }
    return "\(threads) waited \(Phrase.measured(round.worked)) in all and were done in "
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
