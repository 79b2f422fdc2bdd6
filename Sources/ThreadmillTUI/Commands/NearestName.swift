// SPDX-License-Identifier: Apache-2.0

/// Finds the name that somebody probably meant.
package enum NearestName {
  /// Longer words are compared by their beginning only, so that no input costs more than this squared.
  private static let longest = 64

  /// The name nearest to `word`; among equals the first.
  ///
  /// - Parameters:
  ///   - word: What was typed.
  ///   - names: What exists.
  /// - Returns: `nil` unless a name begins with the word, or differs from it in no more than a third
  ///   of its letters: a guess that is far off helps nobody.
  package static func find(_ word: String, among names: [String]) -> String? {
    let lower = word.lowercased()
    let letters = lower.drop { $0 == "-" }.count
    guard letters > 0 else { return nil }
    return names.filter { $0.hasPrefix(lower) || distance($0, lower) <= letters / 3 }
      .min { rank($0, lower) < rank($1, lower) }
  }

  /// Smaller is nearer; a shared beginning counts half a step, since people type beginnings.
  private static func rank(_ name: String, _ word: String) -> Int {
    let sameStart = name.first == word.first
    return distance(name, word) * 2 - (name.hasPrefix(word) ? 4 : sameStart ? 1 : 0)
  }

  /// Letters to insert, delete, replace or swap with their neighbour to get from one to the other.
  ///
  /// Source: optimal string alignment, Damerau 1964.
  package static func distance(_ one: String, _ other: String) -> Int {
    let a = Array(one.unicodeScalars.prefix(longest))
    let b = Array(other.unicodeScalars.prefix(longest))
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1] + Array(repeating: 0, count: b.count)
      for j in 0..<b.count {
        row[j + 1] = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
        }
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
