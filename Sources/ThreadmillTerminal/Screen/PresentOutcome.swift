// SPDX-License-Identifier: Apache-2.0

/// What became of a frame.
package enum PresentOutcome: Sendable, Hashable {
  /// Nothing differs from what the terminal shows: no byte was sent.
  case unchanged
  /// The terminal took it.
  case shown
  /// The terminal is slow: it took a part, the rest follows.
  case delayed
  /// An earlier frame still waits for the terminal: this one was dropped. Present again later.
  case dropped
  /// The screen is suspended or closed.
  case inactive
}
