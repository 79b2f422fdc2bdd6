// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillTUI

struct CommandWordsTests {
  @Test func `lines are split at blanks, quotes keep them`() throws {
    let table: [(String, [String])] = [
      ("", []), ("   ", []), ("a b", ["a", "b"]), ("  a\t b ", ["a", "b"]),
      ("a 'b c'", ["a", "b c"]),
      ("a \"b c\"d", ["a", "b cd"]), ("a\\ b", ["a b"]), ("'\\'", ["\\"]), ("\"\\\"\"", ["\""]),
      ("a # b", ["a"]), ("a#b", ["a#b"]), ("#", []), ("''", [""]), (": a", ["a"]), ("::a", [":a"]),
      ("a\r\n", ["a"]),
    ]
    for (line, words) in table {
      #expect(try CommandWords.split(line).get() == words, "\(line)")
    }
  }

  @Test func `joined words split into the same words`() throws {
    var random = SeededRandom(seed: 3)
    let characters: [Character] = ["a", " ", "\"", "'", "\\", "#", "\t", "é", "=", "-"]
    for _ in 0..<500 {
      let words = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        String(
          (0..<Int.random(in: 0...5, using: &random)).map { _ in
            characters.randomElement(using: &random) ?? "a"
          }
        )
      }
      #expect(try CommandWords.split(CommandWords.join(words)).get() == words)
    }
  }
}
