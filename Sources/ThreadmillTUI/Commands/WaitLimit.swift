// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// The time after `wait`: seconds, or a number with its unit.
enum WaitLimit {
  /// The longest wait, a day.
  static let longest = Duration.seconds(86_400)
  /// What is allowed, for an error.
  static let rangeText = "0...86400 seconds"

  /// The time that `text` means; `nil` if it means none, or one out of range.
  static func parse(_ text: String) -> Duration? {
    let limit = DurationText.parse(text) ?? DurationText.parse(text + "s")
    return limit.flatMap { $0 <= longest ? $0 : nil }
  }

  /// A text that `parse` reads back exactly.
  static func text(_ limit: Duration) -> String {
    let exact = DurationText.exact(limit)
    return exact.hasSuffix("ms") || exact.hasSuffix("us") || exact.hasSuffix("ns")
      ? exact : String(exact.dropLast())
  }
}
