// SPDX-License-Identifier: Apache-2.0

/// A knob's value.
package enum KnobValue: Sendable, Hashable {
  case int(Int)
  /// No limit, for an `int` knob that allows it.
  case unlimited
  case duration(Duration)
  case choice(String)
  case bool(Bool)
}
