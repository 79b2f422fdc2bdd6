// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// What is said about a round.
extension DaemonThreads {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let orders = DaemonOrders(round.settings)
    let time = orders.joins ? max(orders.size, orders.task) : orders.size
    let real = time / round.settings.speed
    return IdealTime(
      time: real,
      formula: "\(Phrase.nominal(real)), the \(orders.joins ? "longest thread" : "life of main")"
    )
  }

  package func aha(_ outcome: Outcome, _ round: RoundReport) -> String {
    let speed = round.settings.speed
    // Main's own time: the round's has the start and the end of a process in it.
    let time = Phrase.measured(outcome.main.map { $0.elapsed / speed } ?? round.time)
    if outcome.orders.joins {
      return "main joined \(Phrase.count(outcome.finishedCount, "thread")): \(time) instead of "
        + "\(Phrase.nominal(round.realSize)), and \(outcome.cleanedUpCount) have cleaned up."
    }
    let cut = outcome.daemons.filter(\.state.isAlive)
    guard let first = cut.first else {
      return "Every daemon was done before main ended after \(time): nothing was cut off."
    }
    return "main ended after \(time): \(Phrase.count(cut.count, "daemon")) cut at "
      + "\(Phrase.measured(first.elapsed / speed)) of \(Phrase.nominal(first.requested / speed)), "
      + "\(outcome.cleanedUpCount) of \(outcome.startedCount) have cleaned up; in the file: "
      + "\(Self.fileText(outcome.remains, lines: outcome.daemons.reduce(0) { $0 + $1.lineCount }))."
  }

  package func resultFields(
    _ outcome: Outcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("exit", .text(outcome.endingText)),
      .init("started", .int(outcome.startedCount)),
      .init("finished", .int(outcome.finishedCount)),
      .init("cut", .int(outcome.daemons.count(where: \.state.isAlive))),
      .init("cleanedUp", .int(outcome.cleanedUpCount)),
      .init("lines", .int(outcome.lines.count)),
      .init("fileLines", .int(outcome.remains.reduce(0) { $0 + $1.wholeCount })),
      .init("cutLines", .int(outcome.remains.count { $0.cutLine != nil })),
    ]
  }

  /// What is in the file of the daemons.
  ///
  /// - Parameters:
  ///   - remains: of each daemon.
  ///   - count: lines that they have written, begun ones included.
  /// - Returns: such as `5 whole lines, 1 begun: "beat 6 "`.
  static func fileText(_ remains: [DaemonJournal.Remains], lines count: Int) -> String {
    let whole = remains.reduce(0) { $0 + $1.wholeCount }
    let cut = remains.compactMap(\.cutLine)
    let missing = max(0, count - whole - cut.count)
    var parts = [Phrase.count(whole, "whole line")]
    if let last = cut.last { parts.append("\(cut.count) begun: \"\(last)\"") }
    if missing > 0 { parts.append("\(missing) in no file") }
    return parts.joined(separator: ", ")
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let orders = DaemonOrders(settings)
    let rule: EndCard.Suggestion =
      orders.joins
      ? .knob(
        "rule",
        "exit",
        orders.task > orders.size ? "main exits: its threads are cut off" : "main exits"
      )
      : .knob("rule", "join", "main joins its threads, as Python does without the flag")
    let other = settings.workers < 64 ? min(64, settings.workers + 3) : 1
    let reason: String
    if orders.joins {
      reason = "main waits for the longest one, however many there are"
    } else if orders.task > orders.size {
      reason = "each is cut off where it stands"
    } else {
      reason = "all have their time: none is cut off"
    }
    return [rule, .workers(other, from: settings.workers, reason)]
  }
}
