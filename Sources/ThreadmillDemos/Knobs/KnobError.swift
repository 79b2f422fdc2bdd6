// SPDX-License-Identifier: Apache-2.0

/// Why a knob's value was refused: one sentence that names the knob, the value and the range.
package struct KnobError: Error, Hashable, CustomStringConvertible {
  /// The knob's name as it was written.
  package var knob: String
  /// The value as it was written.
  package var value: String
  /// What would have been right, such as `1...64` or `one of wait, cpu`.
  package var allowed: String
  /// Whether there is no knob of that name; `allowed` then lists the names there are.
  package var isUnknownKnob: Bool

  /// Creates a refusal.
  package init(knob: String, value: String, allowed: String, isUnknownKnob: Bool = false) {
    self.knob = knob
    self.value = value
    self.allowed = allowed
    self.isUnknownKnob = isUnknownKnob
  }

  /// The sentence.
  package var description: String {
    isUnknownKnob
      ? "no knob \"\(knob)\": there is \(allowed)"
      : "\(knob) must be \(allowed), got \(value.isEmpty ? "nothing" : value)"
  }
}
