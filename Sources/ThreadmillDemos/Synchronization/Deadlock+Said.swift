// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension Deadlock {
  package func idealTime(_ round: RoundReport) -> IdealTime? { nil }

  /// The round in one line.
  package func line(_ outcome: DiningOutcome) -> String {
    let meals = Phrase.count(outcome.meals, "meal")
    guard let ring = outcome.rings.first else {
      if outcome.cure == .timeout, outcome.backOffs > 0 {
        let times = Phrase.count(outcome.backOffs, "time")
        return "No lasting deadlock: timeouts let go \(times); \(meals) eaten"
      }
      return "No deadlock with \(outcome.cure.phrase): \(meals) eaten"
    }
    let number = outcome.rings.count
    let rings = number == 1 ? "a ring of \(ring)" : "\(number) rings, the first of \(ring)"
    return "Deadlock: \(rings), opened \(Self.opening(outcome)); \(meals) eaten"
  }

  /// What has opened the rings.
  private static func opening(_ outcome: DiningOutcome) -> String {
    let names = { (numbers: [Int]) in
      numbers.map { DiningTable.name(of: $0) }.joined(separator: ", ")
    }
    let others = outcome.rings.count - outcome.victims.count - outcome.leavers.count
    var reasons: [String] = []
    if !outcome.victims.isEmpty { reasons.append("by stopping \(names(outcome.victims))") }
    if !outcome.leavers.isEmpty { reasons.append("when \(names(outcome.leavers)) left") }
    if others > 0 { reasons.append(outcome.cure == .timeout ? "by a timeout" : "by itself") }
    return reasons.joined(separator: " and ")
  }

  package func aha(_ outcome: DiningOutcome, _ round: RoundReport) -> String {
    let time = Phrase.measured(round.time)
    let meals = Phrase.count(outcome.meals, "meal")
    if let ring = outcome.rings.first {
      let stopped = outcome.victims.count == 1 ? "one was" : "\(outcome.victims.count) were"
      let end =
        outcome.victims.isEmpty
        ? "it opened \(Self.opening(outcome))" : "\(stopped) stopped, and the others ate"
      let more = outcome.rings.count > 1 ? ", the first of \(outcome.rings.count)" : ""
      return
        "\(ring) threads waited for each other in a ring\(more); \(end): \(meals) in \(time)."
    }
    if round.settings.workers == 1 {
      return "One alone has both forks to itself, and no ring can close: \(meals) in \(time)."
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
    case .timeout where outcome.backOffs > 0:
      return
        "\(meals) in \(time): \(Phrase.count(outcome.backOffs, "time")) somebody had waited for "
        + "too long and let go; no ring stood long enough to be seen."
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
    let cure = settings.choice("cure", as: DiningCure.self)
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
