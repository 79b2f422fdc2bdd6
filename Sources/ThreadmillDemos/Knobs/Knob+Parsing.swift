// SPDX-License-Identifier: Apache-2.0

extension Knob {
  /// The value that `text` stands for.
  ///
  /// Whole numbers may be grouped with `_` and end in `k` or `M`; `inf` and `∞` mean no limit where
  /// that is allowed; durations need a unit; a choice of numbers also takes the number written
  /// otherwise, such as `1.0`.
  ///
  /// - Parameters:
  ///   - text: As it was typed; spaces around it do not matter.
  ///   - current: The present value. With it `+1`, `-1`, `x2`, `/2` and, for durations, `+50ms` and
  ///     `-50ms` count from there; they stop at the end of the range.
  /// - Returns: A value that `allows` accepts.
  /// - Throws: `KnobError` if it is no such value, outside the range, or a relative one that would
  ///   not move because the knob is at the end of its range.
  package func parse(_ text: String, current: KnobValue? = nil) throws(KnobError) -> KnobValue {
    let written = text.trimmed
    if let current, let moved = relative(written, from: current) {
      guard moved != current else {
        throw refusal("\(written) from \(input(current))")
      }
      return moved
    }
    guard let value = absolute(written) else { throw refusal(written) }
    return value
  }

  /// Whether `value` is one that this knob can have.
  package func allows(_ value: KnobValue) -> Bool {
    switch (kind, value) {
    case (.int(let range, _), .int(let number)): range.contains(number)
    case (.int(_, let unlimited), .unlimited): unlimited
    case (.duration(let range), .duration(let duration)): range.contains(duration)
    case (.choice(let words), .choice(let word)): words.contains(word)
    case (.bool, .bool): true
    default: false
    }
  }

  /// The error that refuses `written`.
  package func refusal(_ written: String) -> KnobError {
    KnobError(knob: name, value: written, allowed: allowedText)
  }

  private func absolute(_ text: String) -> KnobValue? {
    switch kind {
    case .int(let range, let unlimited):
      if unlimited, ["inf", "∞", "unlimited"].contains(text.lowercased()) { return .unlimited }
      return Self.wholeNumber(text).flatMap { range.contains($0) ? .int($0) : nil }
    case .duration(let range):
      return DurationText.parse(text).flatMap { range.contains($0) ? .duration($0) : nil }
    case .choice(let words):
      return Self.choice(text, among: words).map { .choice($0) }
    case .bool:
      switch text.lowercased() {
      case "on", "true", "yes", "1": return .bool(true)
      case "off", "false", "no", "0": return .bool(false)
      default: return nil
      }
    }
  }

  /// Where a relative text leads; `nil` if `text` is not one.
  private func relative(_ text: String, from current: KnobValue) -> KnobValue? {
    guard let sign = text.first, "+-x×*/".contains(sign) else { return nil }
    let rest = String(text.dropFirst()).trimmed
    if let count = Self.wholeNumber(rest), count > 0 {
      switch sign {
      case "+": return stepped(current, .more(count))
      case "-": return stepped(current, .fewer(count))
      case "/": return stepped(current, .over(count))
      default: return stepped(current, .times(count))
      }
    }
    guard
      "+-".contains(sign), case .duration(let range) = kind, case .duration(let from) = current,
      let by = DurationText.parse(rest)
    else { return nil }
    let result = sign == "+" ? from + min(by, range.upperBound) : from - min(by, from)
    return .duration(min(max(result, range.lowerBound), range.upperBound))
  }

  /// `12`, `-3`, `1_000`, `5k`, `1M`.
  private static func wholeNumber(_ text: String) -> Int? {
    guard let first = text.first, first != "_", text.last != "_" else { return nil }
    var digits = text.filter { $0 != "_" }
    var factor = 1
    switch digits.last {
    case "k", "K": factor = 1000
    case "M", "m": factor = 1_000_000
    default: break
    }
    if factor > 1 { digits.removeLast() }
    guard let number = Int(digits) else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : product
  }

  private static func choice(_ text: String, among words: [String]) -> String? {
    if let same = words.first(where: { $0 == text.lowercased() }) { return same }
    guard let number = Double(text) else { return nil }
    return words.first { Double($0) == number }
  }
}

extension String {
  /// The text without spaces and tabs at its ends.
  fileprivate var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let start = drop(while: isBlank)
    let kept = start.reversed().drop(while: isBlank)
    return String(kept.reversed())
  }
}
