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
  package func line(_ outcome: ConditionOutcome) -> String {
    let facts = outcome.facts
    let mistakes = facts.mistakes == 0 ? "" : ", \(facts.mistakes) reached into the empty store"
    return "\(Phrase.count(facts.put, "item")), \(Phrase.count(facts.wakes, "wake")), "
      + "\(facts.vainWakes) in vain\(mistakes)"
  }

  package func aha(_ outcome: ConditionOutcome, _ round: RoundReport) -> String {
    let facts = outcome.facts
    let items = Phrase.count(facts.put, "item")
    let wakes = Phrase.count(facts.wakes, "wake")
    if facts.mistakes > 0 {
      return "With if, \(facts.mistakes) of \(wakes) reached into the empty store: somebody was "
        + "faster."
    }
    if facts.vainWakes > 0 {
      return "\(items), \(wakes), \(facts.vainWakes) of them in vain: who was woken looked again "
        + "and went back to sleep."
    }
    guard outcome.style == .once else { return "\(items), \(wakes), none in vain." }
    return round.settings.workers == 1
      ? "\(items), \(wakes): a consumer alone has nobody who could be faster, and its if did no harm."
      : "Nobody was woken in vain this time, so the if did no harm: that is luck."
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
      settings.choice("wait", as: WaitStyle.self) == .loop
        ? .knob("wait", "if", "do not look again: reach into the empty store")
        : .knob("wait", "while", "look again: no mistakes"),
    ]
  }
}
