// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension ConditionDemo {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let steps = round.settings.int("tasks")
    return IdealTime(
      time: round.realSize * steps + round.realSize / 2,
      formula: "\(steps).5 × \(Phrase.nominal(round.realSize))"
    )
  }

  /// The round in one line.
  func line(_ outcome: ConditionOutcome) -> String {
    let facts = outcome.facts
    let mistakes = facts.mistakes == 0 ? "" : ", \(facts.mistakes) reached into the empty store"
    return "\(facts.put) items, \(Phrase.count(facts.wakes, "wake")), "
      + "\(facts.vainWakes) in vain\(mistakes)"
  }

  package func aha(_ outcome: ConditionOutcome, _ round: RoundReport) -> String {
    let facts = outcome.facts
    let items = Phrase.count(facts.put, "item")
    if facts.mistakes > 0 {
      return "With if, \(facts.mistakes) of \(facts.wakes) woken threads reached into the empty "
        + "store: somebody was faster."
    }
    if facts.vainWakes > 0 {
      return "\(items) woke \(facts.wakes) threads, \(facts.vainWakes) of them in vain; "
        + "each looked again and went back to sleep."
    }
    return outcome.style == .once
      ? "Nobody was woken in vain this time, so the if did no harm: that is luck."
      : "\(items), \(Phrase.count(facts.wakes, "wake")), none in vain."
  }

  package func resultFields(
    _ outcome: ConditionOutcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("wait", .text(outcome.style.rawValue)),
      .init("wake", .text(outcome.wakesAll ? "all" : "one")),
      .init("items", .int(outcome.facts.put)),
      .init("wakes", .int(outcome.facts.wakes)),
      .init("vainWakes", .int(outcome.facts.vainWakes)),
      .init("mistakes", .int(outcome.facts.mistakes)),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    [
      settings.choice("wake") == "all"
        ? .knob("wake", "one", "one wake for one item: hardly any in vain")
        : .knob("wake", "all", "everybody is woken for one item: count the wakes in vain"),
      WaitStyle(settings) == .loop
        ? .knob("wait", "if", "do not look again: reach into the empty store")
        : .knob("wait", "while", "look again: no mistakes"),
    ]
  }
}
