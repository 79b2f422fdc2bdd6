// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension Deadlock {
  package func idealTime(_ round: RoundReport) -> IdealTime? { nil }

  /// The round in one line.
  func line(_ outcome: DiningOutcome, of stage: DemoStage) -> String {
    let meals = Phrase.count(outcome.meals, "meal")
    guard let ring = outcome.rings.first else {
      return "No deadlock with \(outcome.cure.phrase): \(meals) eaten"
    }
    let number = outcome.rings.count
    let rings = number == 1 ? "a ring of \(ring)" : "\(number) rings, the first of \(ring)"
    let victims = outcome.victims.map { "Philosopher-\($0)" }.joined(separator: ", ")
    let end = victims.isEmpty ? "opened by a timeout" : "opened by stopping \(victims)"
    return "Deadlock: \(rings), \(end); \(meals) eaten"
  }

  package func aha(_ outcome: DiningOutcome, _ round: RoundReport) -> String {
    let time = Phrase.measured(round.time)
    let meals = Phrase.count(outcome.meals, "meal")
    if let ring = outcome.rings.first {
      return outcome.victims.isEmpty
        ? "\(ring) threads stood in a ring until a timeout passed; \(meals) took \(time)."
        : "\(ring) threads waited for each other in a ring; one was stopped, and the others ate: "
          + "\(meals) in all."
    }
    switch outcome.cure {
    case .none:
      return
        "No ring closed this time, and all ate: \(meals) in \(time). The next round may differ."
    case .order:
      return "One order for all forks: the last one reaches first for fork 0, so no ring; "
        + "\(meals) in \(time)."
    case .arbiter:
      return "One fewer than forks may reach for them, so one always has both; \(meals) in \(time)."
    case .tryLock, .timeout:
      return "\(meals) in \(time): \(Phrase.count(outcome.backOffs, "time")) somebody laid a fork "
        + "down to let a neighbour eat."
    }
  }

  package func resultFields(
    _ outcome: DiningOutcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("cure", .text(outcome.cure.rawValue)),
      .init("meals", .int(outcome.meals)),
      .init("rings", .ints(outcome.rings)),
      .init("victims", .ints(outcome.victims)),
      .init("backOffs", .int(outcome.backOffs)),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let cure = DiningCure(settings)
    let tries: [(DiningCure, String)] = [
      (.order, "one order for all locks: no ring can close"),
      (.arbiter, "one fewer at the table: somebody always has both forks"),
      (.tryLock, "lay the first fork down and try again: no ring, but work for nothing"),
      (.none, "no cure: watch the ring close"),
    ]
    return tries.filter { $0.0 != cure }.prefix(2)
      .map { .knob("cure", $0.0.rawValue, $0.1) }
  }
}
