// SPDX-License-Identifier: Apache-2.0

/// Makes text fit for append-only output: one line, no control characters, ASCII where that is wanted.
package enum PlainText {
  /// `text` without anything that a terminal would act on.
  ///
  /// - Parameters:
  ///   - text: Any text; tabs become a space, other control characters `?`.
  ///   - ascii: Whether to spell what is not ASCII, or to put `?` for it.
  /// - Returns: One line of text.
  package static func harmless(_ text: String, ascii: Bool) -> String {
    if text.utf8.allSatisfy({ (32...126).contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\t": result += " "
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{202A}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return ascii ? ASCIIText.of(result) : result
  }
}
