// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// What is said about a round.
extension ReadersWriter {
  package func idealTime(_ round: RoundReport) -> IdealTime? { nil }

  /// The round in one line.
  package func line(_ outcome: ReadersWriterOutcome) -> String {
    let hasReaders = outcome.mostReaders > 0
    return
      "\(Phrase.count(outcome.turns, "turn")), policy \(outcome.policy.rawValue): longest wait "
      + (hasReaders ? "of a reader \(Phrase.measured(outcome.longestRead)), " : "")
      + "of a writer \(Phrase.measured(outcome.longestWrite))"
  }

  package func aha(_ outcome: ReadersWriterOutcome, _ round: RoundReport) -> String {
    let writer = Phrase.measured(outcome.longestWrite)
    let reader = Phrase.measured(outcome.longestRead)
    let time = Phrase.measured(round.time)
    // The first threads write, and are all there are if nobody is left to read.
    if round.settings.workers <= round.settings.int("writers") {
      let writers = Phrase.count(round.settings.workers, "writer")
      return "\(writers) and no reader: a writer waited at most \(writer) of \(time); "
        + "more threads would read."
    }
    let together =
      outcome.mostReaders > 1 ? "up to \(outcome.mostReaders) read together" : "one read at a time"
    switch outcome.policy {
    case .readers:
      return "Readers first: \(together), a writer waited \(writer) of \(time), "
        + "a reader at most \(reader)."
    case .writers:
      return "Writers first: a reader waited \(reader) of \(time), a writer at most \(writer)."
    case .fair:
      return "In turn: nobody waited longer than \(max(reader, writer, by: outcome)) of \(time); "
        + "\(together)."
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
