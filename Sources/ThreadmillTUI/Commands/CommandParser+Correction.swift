// SPDX-License-Identifier: Apache-2.0

extension CommandParser {
  /// The error with a suggestion that can be done, or with none.
  ///
  /// - Parameters:
  ///   - error: Its `nearest` may be any command, its slip any part of the words.
  ///   - words: The line that it refuses.
  ///   - isValid: Whether a line could be done now.
  /// - Returns: The same error, its `nearest` a command that `isValid` accepts, or `nil`.
  static func corrected(
    _ error: CommandError,
    in words: [String],
    isValid: ([String]) -> Bool
  ) -> CommandError {
    var error = error
    if let nearest = error.nearest {
      let words = try? CommandWords.split(nearest).get()
      if !(words.map(isValid) ?? false) { error.nearest = nil }
    } else if let slip = error.slip {
      let lines = slip.meant.flatMap { repairs(of: words, slip.typed, by: $0) }
      error.nearest = lines.first(where: isValid).map(CommandWords.join)
    }
    // It has served its purpose; errors that say the same are equal.
    error.slip = nil
    return error
  }

  /// The line with one part replaced, for each place where that part stands.
  private static func repairs(of words: [String], _ typed: String, by meant: String) -> [[String]] {
    words.indices.compactMap { index in
      guard let word = replaced(words[index], typed, by: meant) else { return nil }
      var line = words
      line[index] = word
      return line
    }
  }

  /// `wrokers`, `wrokers=3`, `--wrokers`, `--wrokers=3` and `tasks=wrokers` hold the same part.
  private static func replaced(_ word: String, _ typed: String, by meant: String) -> String? {
    if word == typed { return meant }
    let dashes = word.hasPrefix("--") ? "--" : ""
    let body = word.dropFirst(dashes.count)
    guard let sign = body.firstIndex(of: "=") else {
      return !dashes.isEmpty && body == typed ? dashes + meant : nil
    }
    let (left, right) = (body[..<sign], body[body.index(after: sign)...])
    if left == typed { return "\(dashes)\(meant)=\(right)" }
    return right == typed ? "\(dashes)\(left)=\(meant)" : nil
  }
}
