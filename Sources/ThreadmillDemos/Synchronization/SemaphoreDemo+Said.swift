// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension SemaphoreDemo {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let settings = round.settings
    guard settings.choice("variant", as: PermitVariant.self) != .extra else { return nil }
    let queries = settings.workers * settings.int("queries")
    let servers = min(settings.workers, settings.int("permits"))
    return IdealTime(
      Schedule(Array(repeating: 1, count: queries), workers: servers),
      of: round,
      formula: IdealTime.waves(queries, on: servers, each: round.realSize)
    )
  }

  /// A count of queries with its noun.
  static func queries(_ count: Int) -> String { count == 1 ? "1 query" : "\(count) queries" }

  package func aha(_ outcome: SemaphoreOutcome, _ round: RoundReport) -> String {
    let threads = Phrase.count(round.settings.workers, "thread")
    let time = Phrase.measured(round.time)
    switch outcome.variant {
    case .plain:
      return "\(threads), \(Phrase.count(outcome.permits, "connection")): at most "
        + "\(outcome.highWater) inside, \(outcome.contended) of \(Self.queries(outcome.queries)) had "
        + "to wait, \(time) in all."
    case .extra:
      return "One permit given back too often: up to \(outcome.highWater) inside at a time, "
        + "with \(Phrase.count(outcome.permits, "connection"))."
    case .bounded:
      return "The bounded semaphore refused the permit too many: never more than "
        + "\(outcome.highWater) of \(outcome.permits) inside, \(time) in all."
    }
  }

  package func resultFields(
    _ outcome: SemaphoreOutcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("variant", .text(outcome.variant.rawValue)),
      .init("permits", .int(outcome.permits)),
      .init("highWater", .int(outcome.highWater)),
      .init("queries", .int(outcome.queries)),
      .init("waited", .int(outcome.contended)),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let permits = settings.int("permits")
    let more: EndCard.Suggestion =
      permits < settings.workers
      ? .knob("permits", "\(settings.workers)", "a connection for each thread: nobody waits")
      : .knob("permits", permits == 1 ? "2" : "1", "another number of connections: another pace")
    let variant = settings.choice("variant", as: PermitVariant.self)
    return [
      more,
      variant == .extra
        ? .knob("variant", "bounded", "the same mistake, refused")
        : .knob("variant", "extra", "a permit given back too often: one more gets in"),
    ]
  }
}
