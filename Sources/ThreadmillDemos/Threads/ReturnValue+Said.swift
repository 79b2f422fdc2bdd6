// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension ReturnValue {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let count = round.settings.workers
    return IdealTime(
      schedule(round),
      of: round,
      formula: IdealTime.waves(count, on: count, each: round.realSize)
    )
  }

  private func schedule(_ round: RoundReport) -> Schedule {
    let count = round.settings.workers
    return Schedule(Array(repeating: 1, count: count), workers: count)
  }

  package func aha(_ outcome: CrewOutcome<Int>, _ round: RoundReport) -> String {
    let count = round.settings.workers
    let threads = Phrase.count(count, "thread")
    if round.settings.computes { return Phrase.computed(threads, round, schedule(round)) }
    if count == 1 {
      return "1 thread handed its value to join() after \(Phrase.measured(round.time))."
    }
    return "\(threads) handed \(Phrase.count(count, "value")) to join() after "
      + "\(Phrase.measured(round.time)); one after another they would have taken "
      + "\(Phrase.measured(round.worked))."
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
