// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// What the child says of one of its threads, as a line.
package struct DaemonReport: Sendable, Hashable {
  /// 0 is main, the daemons follow.
  package var lane: Int
  /// What it does.
  package var state: WorkerState
  /// How long it has waited, in the run's time.
  package var elapsed: Duration
  /// How long it waits in all, in the run's time.
  package var requested: Duration
  /// Whether what it had deferred has run.
  package var isCleanedUp: Bool

  /// Creates a report.
  package init(
    lane: Int,
    state: WorkerState,
    elapsed: Duration,
    requested: Duration,
    isCleanedUp: Bool = false
  ) {
    (self.lane, self.state, self.isCleanedUp) = (lane, state, isCleanedUp)
    (self.elapsed, self.requested) = (elapsed, requested)
  }

  /// Reads a line; `nil` if it is no report.
  package init?(line: String) {
    let words = line.split(separator: " ").map(String.init)
    guard
      words.count == 5, let lane = Int(words[0]), lane >= 0, lane <= 64,
      let state = UInt8(words[1]).flatMap({ WorkerState(rawValue: $0) }),
      let elapsed = DurationText.parse(words[2]), let requested = DurationText.parse(words[3])
    else { return nil }
    self.init(
      lane: lane,
      state: state,
      elapsed: elapsed,
      requested: requested,
      isCleanedUp: words[4] == "1"
    )
  }

  /// The line.
  package var line: String {
    let (elapsed, requested) = (DurationText.exact(elapsed), DurationText.exact(requested))
    return "\(lane) \(state.rawValue) \(elapsed) \(requested) \(isCleanedUp ? 1 : 0)"
  }
}
