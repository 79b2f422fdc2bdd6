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
  /// The lines that it has written, the last one included, whether that is whole or not.
  package var lineCount: Int
  /// The place of its part in the file.
  package var place: Int
  /// CPU time that the whole process has received; only main's report says it.
  package var processCPU: Duration

  /// Creates a report.
  package init(
    lane: Int,
    state: WorkerState,
    elapsed: Duration,
    requested: Duration,
    isCleanedUp: Bool = false,
    lineCount: Int = 0,
    place: Int = 0,
    processCPU: Duration = .zero
  ) {
    (self.lane, self.state, self.isCleanedUp) = (lane, state, isCleanedUp)
    (self.lineCount, self.place) = (lineCount, place)
    (self.elapsed, self.requested, self.processCPU) = (elapsed, requested, processCPU)
  }

  /// Reads a line; `nil` if it is no report.
  package init?(line: String) {
    let words = line.split(separator: " ").map(String.init)
    guard
      words.count == 8, let lane = Int(words[0]), lane >= 0, lane <= 64,
      let state = UInt8(words[1]).flatMap({ WorkerState(rawValue: $0) }),
      let elapsed = DurationText.parse(words[2]), let requested = DurationText.parse(words[3]),
      let lineCount = Int(words[5]), let place = Int(words[6]), lineCount >= 0, place >= 0,
      let processCPU = DurationText.parse(words[7])
    else { return nil }
    self.init(
      lane: lane,
      state: state,
      elapsed: elapsed,
      requested: requested,
      isCleanedUp: words[4] == "1",
      lineCount: lineCount,
      place: place,
      processCPU: processCPU
    )
  }

  /// The line.
  package var line: String {
    let times = [elapsed, requested, processCPU].map(DurationText.exact)
    return "\(lane) \(state.rawValue) \(times[0]) \(times[1]) \(isCleanedUp ? 1 : 0) "
      + "\(lineCount) \(place) \(times[2])"
  }
}
