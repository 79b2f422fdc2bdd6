// SPDX-License-Identifier: Apache-2.0

/// The values a knob can take.
package enum KnobKind: Sendable, Hashable {
  /// Whole numbers; with `unlimited`, also no limit at all, written `∞` or `inf`.
  case int(ClosedRange<Int>, unlimited: Bool = false)
  /// Durations, written `100ms`, `0.1s`, `250us`.
  case duration(ClosedRange<Duration>)
  /// One of the listed words, in the order in which keys step through them.
  case choice([String])
  /// `on` or `off`.
  case bool
}
