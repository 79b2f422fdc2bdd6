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
  /// CPU time that the whole process has received; only main's report says it.
  package var processCPU: Duration

  /// Creates a report.
  package init(
    lane: Int,
    state: WorkerState,
    elapsed: Duration,
    requested: Duration,
    isCleanedUp: Bool = false,
    processCPU: Duration = .zero
  ) {
    (self.lane, self.state, self.isCleanedUp) = (lane, state, isCleanedUp)
    (self.elapsed, self.requested, self.processCPU) = (elapsed, requested, processCPU)
  }

  /// Reads a line; `nil` if it is no report.
  package init?(line: String) {
    let words = line.split(separator: " ").map(String.init)
    guard
      words.count == 6, let lane = Int(words[0]), lane >= 0, lane <= 64,
      let state = UInt8(words[1]).flatMap({ WorkerState(rawValue: $0) }),
      let elapsed = DurationText.parse(words[2]), let requested = DurationText.parse(words[3]),
      let processCPU = DurationText.parse(words[5])
    else { return nil }
    self.init(
      lane: lane,
      state: state,
      elapsed: elapsed,
      requested: requested,
      isCleanedUp: words[4] == "1",
      processCPU: processCPU
    )
  }

  /// The line.
  package var line: String {
    let times = [elapsed, requested, processCPU].map(DurationText.exact)
    return "\(lane) \(state.rawValue) \(times[0]) \(times[1]) \(isCleanedUp ? 1 : 0) \(times[2])"
  }
}
