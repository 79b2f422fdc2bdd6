// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// Real time since the start of a run; it stands still while the run is paused and after its end.
struct RunClock: Sendable {
  /// Monotonic time at which the clock would have shown zero, had it never stood still.
  private var zero: Duration?
  /// What it shows while it stands still.
  private var held: Duration? = .zero

  /// What the clock shows.
  var now: Duration {
    if let held { return held }
    return zero.map { MonotonicClock.now - $0 } ?? .zero
  }

  /// Lets the clock go on where it stands; no effect when it goes.
  mutating func run() {
    guard let held else { return }
    zero = MonotonicClock.now - held
    self.held = nil
  }

  /// Stops the clock; no effect when it stands.
  mutating func hold() { held = now }
}
