// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension LockRace {
  package func idealTime(_ round: RoundReport) -> IdealTime? { nil }

  package func aha(_ outcome: RaceOutcome, _ round: RoundReport) -> String {
    let isAlone = round.settings.workers == 1
    let threads = Phrase.count(round.settings.workers, "thread")
    let all = "all \(Phrase.count(outcome.counter, "increment")) of \(threads) counted"
    let cost = "\(Self.cost(outcome, round)) of thread time each"
    switch outcome.variant {
    case .lock:
      return "One lock: \(all), \(cost); \(Self.contention(outcome)) had to wait."
    case .coarse:
      let moral = isAlone ? "" : ", but one thread after another"
      return "One lock around the whole loop: \(all), \(cost)\(moral)."
    case .spin:
      let moral = isAlone ? "" : ": whoever waits looks instead of sleeping"
      return
        "A spin lock: \(all), \(cost), \(Phrase.measured(round.cpu)) of CPU time in all\(moral)."
    case .atomic: return "One atomic addition: \(all), \(cost), without a lock."
    case .sharded: return "A counter for each thread: \(all), \(cost); nobody waits for anybody."
    case .split, .yielding, .wrongLock: return lossy(outcome, threads, isAlone)
    }
  }

  private func lossy(_ outcome: RaceOutcome, _ threads: String, _ isAlone: Bool) -> String {
    let reason =
      outcome.variant == .wrongLock
      ? "two locks on one counter keep nobody apart"
      : "between a read and its write another thread's write went under"
    guard outcome.lost > 0 else {
      if isAlone { return "1 thread, nothing lost: alone it has nobody who could come between." }
      return "\(threads), nothing lost this time: they hardly met. That is luck, no promise."
    }
    let share = Self.percent(Double(outcome.lost) / Double(max(1, outcome.expected)))
    return "\(outcome.lost) of \(outcome.expected) increments lost (\(share)): \(reason)."
  }

  private static func contention(_ outcome: RaceOutcome) -> String {
    outcome.contention.map { "\(percent($0)) of its acquisitions" } ?? "nobody"
  }

  /// `0.3 %`, `41 %`.
  private static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    if share > 0, tenths == 0 { return "less than 0.1 %" }
    return tenths >= 100 ? "\((tenths + 5) / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }

  /// What the threads have spent in their loops for each increment, waits for a lock included: without
  /// the time in which they were started and joined.
  ///
  /// A cancelled thread's loop was not timed, so its increments do not count here.
  private static func price(_ outcome: RaceOutcome, _ round: RoundReport) -> Duration {
    round.worked / max(1, outcome.crew.sum)
  }

  private static func cost(_ outcome: RaceOutcome, _ round: RoundReport) -> String {
    let price = price(outcome, round)
    guard price < .nanoseconds(10) else { return DurationText.short(price) }
    // Some take a part of a nanosecond.
    let tenths = Int((price / .nanoseconds(1) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) ns"
  }

  package func resultFields(
    _ outcome: RaceOutcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("variant", .text(outcome.variant.rawValue)),
      .init("counter", .int(outcome.counter)),
      .init("expected", .int(outcome.expected)),
      .init("lost", .int(outcome.lost)),
      .init("perIncrement", .real(Self.price(outcome, round) / .seconds(1))),
    ] + (outcome.contention.map { [.init("contention", .real($0))] } ?? [])
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    var variants: [(RaceVariant, String)] = [
      (.split, "no lock: see updates get lost"),
      (.sharded, "a counter for each thread: right, and faster than any lock"),
      (.wrongLock, "two locks on one counter: as good as none"),
      (.lock, "the lock again: nothing lost"),
    ]
    if settings.choice("variant", as: RaceVariant.self) == .split {
      variants.insert((.yielding, "let the others run between a read and its write"), at: 0)
    }
    let others = variants.filter { $0.0 != settings.choice("variant", as: RaceVariant.self) }
      .prefix(2)
      .map { EndCard.Suggestion.knob("variant", $0.0.rawValue, $0.1) }
    let isSmall = settings.int("size") < 1_000_000
    let size = EndCard.Suggestion.knob("size", "1M", "long enough for the threads to meet")
    let alone = EndCard.Suggestion.workers(1, from: settings.workers, "one thread: the price alone")
    if isSmall { return others.prefix(1) + [size] + others.dropFirst() }
    return others + (settings.workers > 1 ? [alone] : [])
  }
}
