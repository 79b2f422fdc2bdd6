// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// Finds the valid value nearest to one that a knob has refused.
enum NearestValue {
  /// The value as one would type it; `nil` if nothing is near.
  static func find(_ text: String, for knob: Knob) -> String? {
    switch knob.kind {
    case .int(let range, _):
      whole(text).map { String(min(max($0, range.lowerBound), range.upperBound)) }
    case .duration(let range): duration(text, in: range, of: knob)
    case .choice(let words): choice(text, among: words)
    case .bool: NearestName.find(text, among: ["on", "off"])
    }
  }

  /// The nearest whole number, cut to what `Int` can hold; `k`, `M` and `_` as in knobs.
  private static func whole(_ text: String) -> Int? {
    if let number = Int(text) { return number }
    var digits = text.filter { $0 != "_" }
    var factor = 1.0
    switch digits.last {
    case "k", "K": factor = 1000
    case "m", "M": factor = 1_000_000
    default: break
    }
    if factor > 1 { digits.removeLast() }
    guard let number = Double(digits).map({ ($0 * factor).rounded() }), !number.isNaN else {
      return nil
    }
    if number >= 0x1p62 { return .max }
    if number <= -0x1p62 { return .min }
    return Int(number)
  }

  private static func duration(
    _ text: String,
    in range: ClosedRange<Duration>,
    of knob: Knob
  ) -> String? {
    // A bare number lacks its unit: seconds if it is a fraction of one, as the seed writes them.
    let candidates = [text, text.contains(".") ? text + "s" : text + "ms"]
    if let value = candidates.lazy.compactMap({ DurationText.parse($0) }).first {
      return knob.input(.duration(min(max(value, range.lowerBound), range.upperBound)))
    }
    let isNegative = text.hasPrefix("-") && text.dropFirst().first?.isNumber == true
    return isNegative ? knob.input(.duration(range.lowerBound)) : nil
  }

  /// The nearest number if all words are numbers, otherwise the nearest spelling.
  private static func choice(_ text: String, among words: [String]) -> String? {
    let numbers = words.compactMap { Double($0) }
    guard !numbers.isEmpty, numbers.count == words.count else {
      return NearestName.find(text, among: words)
    }
    guard let number = Double(text), !number.isNaN else { return nil }
    // Seen from far away all would be equally far.
    let value = min(max(number, numbers.min() ?? number), numbers.max() ?? number)
    return zip(words, numbers).min { abs($0.1 - value) < abs($1.1 - value) }?.0
  }
}
