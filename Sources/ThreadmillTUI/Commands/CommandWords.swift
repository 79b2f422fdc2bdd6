// SPDX-License-Identifier: Apache-2.0

/// The words of a command line, and the line that has those words.
package enum CommandWords {
  /// Characters that need quotes.
  private static let special: Set<Character> = [" ", "\t", "\"", "'", "\\", "#"]

  /// Splits a line at spaces and tabs.
  ///
  /// `'…'` and `"…"` keep their spaces, `\` takes the next character as it is (not inside `'…'`), and a
  /// `#` at the beginning of a word starts a comment.
  ///
  /// - Parameter line: One line as it was typed; a `:` in front is what the workbench shows there, and
  ///   is no part of it.
  /// - Returns: The words, or why it cannot be split.
  package static func split(_ line: String) -> Result<[String], CommandError> {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in withoutColon(line) {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\" && quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character.isBlank {
        if let ended = word { words.append(ended) }
        word = nil
      } else if character == "#" && word == nil {
        break
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let quote { return .failure(CommandError(.syntax, "the quote \(quote) is never closed")) }
    if isEscaped { return .failure(CommandError(.syntax, "nothing follows the last \\")) }
    if let word { words.append(word) }
    return .success(words)
  }

  /// A line that `split` takes apart into these words.
  package static func join(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    guard word.isEmpty || word.contains(where: { special.contains($0) || $0.isBlank }) else {
      return word
    }
    return word.reduce("\"") { $0 + ($1 == "\"" || $1 == "\\" ? "\\" : "") + String($1) } + "\""
  }

  private static func withoutColon(_ line: String) -> Substring {
    let start = line.drop { $0.isBlank }
    return start.first == ":" ? start.dropFirst() : start
  }
}

extension Character {
  /// Whether it separates words; line ends are here when a line comes from a file with `\r\n`.
  fileprivate var isBlank: Bool { self == " " || self == "\t" || self.isNewline }
}
