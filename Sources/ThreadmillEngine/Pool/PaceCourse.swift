// SPDX-License-Identifier: Apache-2.0

/// A linear piece of the map from monotonic to paced time; it ends where the range ends.
package struct PaceCourse: Sendable {
  /// Paced nanoseconds for each monotonic one, above 0.
  package var speed: Double
  /// Whether the paced clock stands still.
  package var isPaused = false
  // A moment on both clocks.
  private var monotonicBase: Int64
  private var pacedBase: Int64 = 0

  /// The paced clock shows zero at that moment.
  package init(speed: Double, at monotonic: Int64) {
    self.speed = speed
    monotonicBase = monotonic
  }

  /// What the paced clock shows.
  package func paced(at monotonic: Int64) -> Int64 {
    guard !isPaused, monotonic > monotonicBase else { return pacedBase }
    return pacedBase.saturatingAdd(Int64(saturating: Double(monotonic - monotonicBase) * speed))
  }

  /// When the paced clock will show `paced`; `nil` while it stands still.
  package func monotonic(at paced: Int64) -> Deadline? {
    guard !isPaused else { return nil }
    let wait = Int64(saturating: Double(paced.saturatingSubtract(pacedBase)) / speed)
    return Deadline(nanoseconds: monotonicBase.saturatingAdd(wait).saturatingAdd(1))
  }

  /// Lets what is changed after this act from that moment on.
  package mutating func rebase(at monotonic: Int64) {
    pacedBase = paced(at: monotonic)
    monotonicBase = monotonic
  }
}
