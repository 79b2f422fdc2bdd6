// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc
import Testing
import ThreadmillTerminal

@Suite struct TextWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("漢字", 4), ("한국어", 6), ("e\u{301}", 1), ("█▏─", 3), ("😀", 2), ("ｗ", 2),
    ("a\u{200D}b", 2), ("\u{1B}[1m", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("→⊘✓", 3),
  ])
  func `columns of a text`(text: String, columns: Int) {
    #expect(TextWidth.columns(of: text) == columns)
  }

  @Test(arguments: [
    ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""),
    ("abcdef", -3, ""), ("漢字かな", 5, "漢字…"), ("漢字かな", 4, "漢…"), ("漢字", 4, "漢字"),
    ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
  ])
  func `what does not fit is cut with an ellipsis`(text: String, columns: Int, expected: String) {
    #expect(TextWidth.clipped(text, to: columns, ellipsis: "…") == expected)
  }

  @Test func `an ellipsis wider than the room is left out`() {
    #expect(TextWidth.clipped("abcdef", to: 2, ellipsis: "...") == "ab")
  }

  @Test func `the table agrees with the C library where that is sure`() {
    setlocale(LC_CTYPE, "C.UTF-8")
    var differences: [UInt32] = []
    for value in UInt32(0xA0)...0x2FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let expected = Int(tm_character_columns(value))
      if expected >= 0, expected != TextWidth.columns(of: scalar) { differences.append(value) }
    }
    // The screen shows `?` for those few: two Unicode versions never agree wholly.
    let sample = differences.prefix(20).map { String($0, radix: 16) }
    #expect(differences.count < 400, "\(differences.count) differ, such as \(sample)")
  }
}
