// SPDX-License-Identifier: Apache-2.0

/// How many terminal columns a text takes.
///
/// The rules are those of every terminal that follows Unicode: East Asian wide characters and emoji
/// take two columns, combining marks and invisible format characters none, everything else one.
/// A control character counts one column, because ``Grid`` shows a `?` in its place.
package enum TextWidth {
  /// The columns of a whole text, in `0...2 × scalars`.
  package static func columns(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
  }

  /// The columns of one scalar: 0, 1 or 2.
  package static func columns(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    // Latin, and the boxes and blocks that bars are made of, skip the tables.
    if value < 0x300 || (0x2500...0x259F).contains(value) { return 1 }
    if isInvisible(scalar) { return 0 }
    return value >= 0x1100 && WideCharacters.contains(value) ? 2 : 1
  }

  /// The longest beginning of `text` that fits, with `ellipsis` in the place of what was cut.
  ///
  /// - Parameters:
  ///   - text: Any text.
  ///   - columns: The room; nothing fits below 1.
  ///   - ellipsis: Shown only when something was cut, and only if it fits itself.
  /// - Returns: A text of at most `columns` columns.
  package static func clipped(
    _ text: String,
    to columns: Int,
    ellipsis: String = ""
  ) -> String {
    guard columns > 0 else { return "" }
    if text.utf8.count <= columns || self.columns(of: text) <= columns { return text }
    let tail = self.columns(of: ellipsis) <= columns ? ellipsis : ""
    let room = columns - self.columns(of: tail)
    var used = 0
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      used += self.columns(of: scalar)
      if used > room { break }
      kept.append(scalar)
    }
    return String(kept) + tail
  }

  /// Combining marks, format characters, and the Hangul vowels and finals that join the syllable before.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: true
    case 0x4E00...0x9FFF, 0xAC00...0xD7A3: false
    default:
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: true
      default: false
      }
    }
  }
}
