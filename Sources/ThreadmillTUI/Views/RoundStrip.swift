// SPDX-License-Identifier: Apache-2.0

/// The times of the last rounds in one unit: `3.0 3.0 2.0 1.0 s`.
package struct RoundStrip: Sendable, Hashable {
  package let text: String

  /// Writes as many of the last times as fit, newest last.
  package init(_ times: [Duration], width: Int) {
    let most = times.max().map { Numbers.nanoseconds($0) } ?? 0
    let (unit, name, decimals): (Double, String, Int) =
      switch most {
      case ..<1_000_000: (1e3, "µs", 0)
      case ..<100_000_000: (1e6, "ms", most < 10_000_000 ? 1 : 0)
      case ..<995_000_000: (1e9, "s", 2)
      default: (1e9, "s", 1)
      }
    var words: [String] = []
    var used = name.unicodeScalars.count
    for time in times.reversed() {
      let word = Numbers.fixed(Double(Numbers.nanoseconds(time)) / unit, decimals)
      used += word.utf8.count + 1
      if used > max(8, width) { break }
      words.append(word)
    }
    text = (words.reversed() + [name]).joined(separator: " ")
  }
}
