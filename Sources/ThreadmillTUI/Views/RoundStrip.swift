// SPDX-License-Identifier: Apache-2.0

/// The times of the last rounds in one unit: `3.0 3.0 2.0 1.0 s`.
package struct RoundStrip: Sendable, Hashable {
  /// The times and their unit.
  package let text: String

  /// Writes as many of the last times as fit, newest last.
  package init(_ times: [Duration], width: Int) {
    let most = times.max().map { Numbers.nanoseconds($0) } ?? 0
    let (unit, name): (Double, String) =
      switch most {
      case ..<1_000_000: (1e3, "µs")
      case ..<100_000_000: (1e6, "ms")
      default: (1e9, "s")
      }
    var words: [String] = []
    var used = name.unicodeScalars.count
    for time in times.reversed() {
      let word = Self.word(Double(Numbers.nanoseconds(time)) / unit)
      used += word.utf8.count + 1
      if used > max(8, width) { break }
      words.append(word)
    }
    text = (words.reversed() + [name]).joined(separator: " ")
  }

  /// Two digits that say something, at most three behind the point.
  private static func word(_ value: Double) -> String {
    switch value {
    case 99.5...: Numbers.fixed(value, 0)
    case 0.995...: Numbers.fixed(value, 1)
    case 0.0995...: Numbers.fixed(value, 2)
    default: Numbers.fixed(value, 3)
    }
  }
}
