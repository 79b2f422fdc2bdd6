// SPDX-License-Identifier: Apache-2.0

/// A knob's value.
package enum KnobValue: Sendable, Hashable {
  case int(Int)
  /// No limit, for an `int` knob that allows it.
  case unlimited
  case duration(Duration)
  case choice(String)
  case bool(Bool)

  /// The value to look at, such as `100 ms`, `4` or `∞`.
  package var text: String {
    switch self {
    case .int(let number): String(number)
    case .unlimited: "∞"
    case .duration(let duration): DurationText.short(duration)
    case .choice(let word): word
    case .bool(let isOn): isOn ? "on" : "off"
    }
  }
}
