// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension EventDemo {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    IdealTime(time: round.realSize * 2, formula: "2 × \(Phrase.nominal(round.realSize))")
  }

  package func aha(_ outcome: EventOutcome, _ round: RoundReport) -> String {
    let runners = Phrase.count(outcome.reactions.count, "thread")
    let slowest = Phrase.measured(outcome.slowest)
    switch outcome.signal {
    case .event:
      return
        "One set() let \(runners) go, the last one after \(slowest); nobody had to look before."
    case .poll:
      let looks = Phrase.count(outcome.vainLooks, "time")
      return "\(runners) looked \(looks) in vain, and the last one went \(slowest) late."
    }
  }

  package func resultFields(
    _ outcome: EventOutcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("signal", .text(outcome.signal.rawValue)),
      .init("started", .int(outcome.reactions.count)),
      .init("slowest", .real(outcome.slowest / .seconds(1))),
      .init("vainLooks", .int(outcome.vainLooks)),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let other: EndCard.Suggestion =
      settings.choice("signal", as: StartSignal.self) == .event
      ? .knob("signal", "poll", "a flag that is looked at: later, and work for nothing")
      : .knob("signal", "event", "asleep until the shot")
    let count = settings.workers
    let crowd = EndCard.Suggestion.workers(64, from: count, "64 threads, still one set()")
    return [other] + (count < 64 ? [crowd] : [])
  }
}
