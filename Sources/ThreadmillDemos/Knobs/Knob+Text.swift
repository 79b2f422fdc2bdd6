// SPDX-License-Identifier: Apache-2.0

extension Knob {
  /// Whether `name` can name a knob: one or more lower case ASCII letters.
  package static func isValidName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  }

  /// A value to look at, such as `100 ms`, `4` or `∞`.
  package func text(_ value: KnobValue) -> String { value.text }

  /// A value as one would type it, such as `100ms` or `inf`; `parse` reads it back exactly.
  package func input(_ value: KnobValue) -> String {
    switch value {
    case .unlimited: "inf"
    case .duration(let duration): DurationText.exact(duration)
    case .int, .choice, .bool: text(value)
    }
  }

  /// The values that are allowed, in short: `1...64`, `1ms...10s`, `wait|cpu`, `on|off`.
  package var rangeText: String {
    switch kind {
    case .int(let range, let unlimited):
      "\(range.lowerBound)...\(range.upperBound)\(unlimited ? " or inf" : "")"
    case .duration(let range):
      "\(DurationText.exact(range.lowerBound))...\(DurationText.exact(range.upperBound))"
    case .choice(let words): words.joined(separator: "|")
    case .bool: "on|off"
    }
  }

  /// The values that are allowed, as they stand in the sentence of a `KnobError`.
  package var allowedText: String {
    switch kind {
    case .int: rangeText
    case .duration: "\(rangeText) with its unit (us, ms, s)"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .bool: "on or off"
    }
  }
}
