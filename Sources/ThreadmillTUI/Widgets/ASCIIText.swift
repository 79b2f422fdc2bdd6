// SPDX-License-Identifier: Apache-2.0

/// Says in ASCII what a text says with other characters.
///
/// The application's own signs have words of their own; what is left becomes `?`, so that a reader
/// sees that something is missing.
package enum ASCIIText {
  /// The same text in ASCII.
  package static func of(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if scalar.isASCII { result.unicodeScalars.append(scalar) } else { result += word(scalar) }
    }
    return result
  }

  private static func word(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "→", "▸", "▶": "->"
    case "←", "◂": "<-"
    case "↑": "Up"
    case "↓": "Down"
    case "×": "x"
    case "÷": "/"
    case "·", "•", "∘": "-"
    case "–", "—", "−", "─": "-"
    case "∞": "inf"
    case "µ", "μ": "u"
    case "✓": "ok"
    case "✗": "NO"
    case "…": "..."
    case "⌈": "ceil("
    case "⌉": ")"
    case "Σ": "sum "
    case "≤": "<="
    case "≥": ">="
    case "≈": "~"
    case "²": "^2"
    case "“", "”": "\""
    case "‘", "’": "'"
    case "│", "┃", "▏", "‖": "|"
    case "█", "■": "#"
    case "⊘": "@"
    case "\u{A0}", "\u{2009}", "\u{202F}": " "
    default: "?"
    }
  }
}
