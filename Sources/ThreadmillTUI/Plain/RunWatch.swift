// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTelemetry

/// A run as line output follows it: what it has printed since the last look, and how far it is.
final class RunWatch {
  /// Progress lines come at most once in this time.
  static let progressInterval = Duration.seconds(1)

  let run: any DemoRun
  /// Lines that the run has overwritten before they could be passed on.
  private(set) var lostLines = 0
  private var nextLine = 0
  private var progressAt: Duration
  private var lastProgress = ""

  /// Watches a run that is about to start.
  init(_ run: any DemoRun) {
    self.run = run
    progressAt = Monotonic.now + Self.progressInterval
  }

  /// Whether the run is over.
  var isEnded: Bool { run.snapshot().phase == .ended }

  /// What the run has printed since the last call.
  func newLines() -> [String] {
    let printed = run.printedLines(from: nextLine)
    nextLine = printed.next
    lostLines += printed.dropped
    let lost = printed.dropped > 0 ? ["(\(printed.dropped) lines lost)"] : []
    return lost + printed.lines.map(\.text)
  }

  /// How far the run is, if a second has passed since the last time and something has changed.
  func progressLine() -> String? {
    let now = Monotonic.now
    guard now >= progressAt else { return nil }
    progressAt = now + Self.progressInterval
    let snapshot = run.snapshot()
    guard RunText.hasProgress(snapshot) else { return nil }
    let line = RunText.progress(snapshot)
    guard line != lastProgress else { return nil }
    lastProgress = line
    return line
  }

  /// Time until the next progress line is due.
  var timeToProgress: Duration { max(.zero, progressAt - Monotonic.now) }

  /// The end card; one made from the snapshot if the run has not managed to end.
  var card: EndCard {
    let snapshot = run.snapshot()
    if let card = snapshot.card { return card }
    return EndCard(
      outcome: .cancelled,
      failure: "it did not end in time",
      check: snapshot.check,
      rounds: snapshot.roundTimes.count,
      makespan: snapshot.roundTimes.last,
      cpusReceived: snapshot.cpusReceived,
      counts: snapshot.counts,
      workers: snapshot.lanes.map(\.worker)
    )
  }
}
