// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillTerminal

@Suite struct KeyDecoderTests {
  private func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    return decoder.decode(text.utf8.map(Int32.init))
  }

  @Test func `characters and control keys`() {
    #expect(keys("a é漢😀") == ["a", " ", "é", "漢", "😀"].map(Key.character))
    #expect(keys("\u{03}\u{1A}\u{0C}") == [.control("c"), .control("z"), .control("l")])
    #expect(keys("\r\n\t\u{7F}\u{08}") == [.enter, .enter, .tab, .backspace, .backspace])
    #expect(keys("\u{1C}") == [.control("\\")])
  }

  @Test func `escape alone is a key, before others in a burst too`() {
    #expect(keys("\u{1B}") == [.escape])
    #expect(keys("\u{1B}\u{1B}") == [.escape, .escape])
    #expect(keys("a\u{1B}b") == [.character("a"), .escape, .character("b")])
  }

  @Test(arguments: [
    "\u{1B}x", "\u{1B}[1;5A", "\u{1B}[200~", "\u{1B}[?2026;2$y", "\u{1B}Oz",
    "\u{1B}]11;rgb:0/0/0\u{7}",
    "\u{1B}[", "\u{1B}[12", "\u{1B}[<0;3;4M",
  ])
  func `what means nothing is left out whole`(sequence: String) {
    #expect(keys(sequence).isEmpty)
  }

  @Test func `what follows an unknown sequence is kept`() {
    #expect(keys("q\u{1B}[1;5Aw") == [.character("q"), .character("w")])
  }

  @Test func `a character may come in pieces`() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0xE6]).isEmpty)
    #expect(decoder.decode([0xBC, 0xA2]) == [.character("漢")])
  }

  @Test func `invalid bytes are dropped and swallow nothing`() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0xE9, 0x71, 0xFF, 0x80, 0x77]) == [.character("q"), .character("w")])
    #expect(decoder.decode([0xC3, 0x28]) == [.character("(")])
    #expect(decoder.decode([0xED, 0xA0, 0x80, 0x78]) == [.character("x")])
    #expect(decoder.decode([-5, 70000]).isEmpty)
  }
}
