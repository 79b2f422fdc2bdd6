// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// What is said about a round.
extension ReadersWriter {
  package func idealTime(_ round: RoundReport) -> IdealTime? { nil }

  /// The round in one line.
  func line(_ outcome: ReadersWriterOutcome) -> String {
    "\(Phrase.count(outcome.turns, "turn")), policy \(outcome.policy.rawValue): longest wait "
      + "of a reader \(Phrase.measured(outcome.longestRead)), "
      + "of a writer \(Phrase.measured(outcome.longestWrite))"
  }

  package func aha(_ outcome: ReadersWriterOutcome, _ round: RoundReport) -> String {
    let writer = Phrase.measured(outcome.longestWrite)
    let reader = Phrase.measured(outcome.longestRead)
    let time = Phrase.measured(round.time)
    switch outcome.policy {
    case .readers:
      return "Readers first: up to \(outcome.mostReaders) read together, a writer waited \(writer) "
        + "of \(time), a reader at most \(reader)."
    case .writers:
      return "Writers first: a reader waited \(reader) of \(time), a writer at most \(writer)."
    case .fair:
      return "In turn: nobody waited longer than \(max(reader, writer, by: outcome)) of \(time); "
        + "up to \(outcome.mostReaders) read together."
    }
  }

  private func max(_ reader: String, _ writer: String, by outcome: ReadersWriterOutcome) -> String {
    outcome.longestRead > outcome.longestWrite ? reader : writer
  }

  package func resultFields(
    _ outcome: ReadersWriterOutcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("policy", .text(outcome.policy.rawValue)),
      .init("turns", .int(outcome.turns)),
      .init("mostReaders", .int(outcome.mostReaders)),
      .init("longestRead", .real(outcome.longestRead / .seconds(1))),
      .init("longestWrite", .real(outcome.longestWrite / .seconds(1))),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let tries = [
      ("readers", "readers first: watch the writers starve"),
      ("writers", "writers first: now the readers wait"),
      ("fair", "in turn: nobody starves"),
    ]
    return tries.filter { $0.0 != settings.choice("policy") }
      .map { .knob("policy", $0.0, $0.1) }
  }
}
