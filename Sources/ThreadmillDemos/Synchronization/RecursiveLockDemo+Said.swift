// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension RecursiveLockDemo {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let settings = round.settings
    let depth = settings.int("depth")
    // A plain lock: the root, and a wait at each of the two nodes below it.
    let steps =
      settings.choice("kind", as: WalkLock.self) == .rlock
      ? TreeWalk.nodes(depth) : depth > 1 ? 3 : 1
    return IdealTime(
      time: round.realSize * (steps * settings.workers),
      formula: "\(settings.workers) × \(steps) × \(Phrase.nominal(round.realSize))"
    )
  }

  package func aha(_ outcome: WalkOutcome, _ round: RoundReport) -> String {
    let isAlone = round.settings.workers == 1
    let threads = Phrase.count(round.settings.workers, "thread")
    if outcome.stuck > 0 {
      return "\(threads) waited for \(isAlone ? "itself" : "themselves") "
        + "\(Phrase.count(outcome.stuck, "time")) and gave up after "
        + "\(Phrase.nominal(round.realSize)); without the limit it would be for ever."
    }
    let moral = isAlone ? "" : ", and nobody else got in until all were given back"
    return "\(threads) visited \(Phrase.count(outcome.visits, "node")); \(isAlone ? "it" : "one") "
      + "held the lock up to \(Phrase.count(outcome.deepestHold, "time")) at once\(moral)."
  }

  package func resultFields(
    _ outcome: WalkOutcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("kind", .text(outcome.kind.rawValue)),
      .init("visits", .int(outcome.visits)),
      .init("stuck", .int(outcome.stuck)),
      .init("deepestHold", .int(outcome.deepestHold)),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let depth = settings.int("depth")
    return [
      settings.choice("kind", as: WalkLock.self) == .rlock
        ? .knob("kind", "lock", "a plain lock: each thread waits for itself")
        : .knob("kind", "rlock", "a lock that its thread may take again"),
      .knob(
        "depth",
        depth < 4 ? "4" : "2",
        "another tree: the lock is held as often as it is deep"
      ),
    ]
  }
}
