// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillTerminal

@Suite struct KeyDecoderTests {
  private func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    return decoder.decode(text.utf8.map(Int32.init), at: .zero)
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
    #expect(keys("\u{1B}x") == [.escape, .character("x")])
    #expect(keys("\u{1B}\r") == [.escape, .enter])
  }

  @Test(arguments: [
    "\u{1B}[1;5A", "\u{1B}[200~", "\u{1B}[?2026;2$y", "\u{1B}Oz",
    "\u{1B}]11;rgb:0/0/0\u{7}",
    "\u{1B}[", "\u{1B}[12", "\u{1B}[<0;3;4M", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[[Z",
  ])
  func `what means nothing is left out whole`(sequence: String) {
    #expect(keys(sequence).isEmpty)
  }

  @Test func `what follows an unknown sequence is kept`() {
    #expect(keys("q\u{1B}[1;5Aw") == [.character("q"), .character("w")])
  }

  @Test func `a character may come in pieces`() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0xE6], at: .zero).isEmpty)
    #expect(decoder.decode([0xBC, 0xA2], at: .seconds(5)) == [.character("漢")])
  }

  @Test(
    arguments: [
      ("\u{1B}[1;5A", nil), ("\u{1B}[A", .up), ("\u{1B}OH", .home), ("\u{1B}[6~", .pageDown),
      ("\u{1B}[[B", .function(2)), ("\u{1B}]11;rgb:0/0/0\u{1B}\\", nil),
      ("\u{1B}P>|xterm\u{7}", nil), ("\u{1B}_x\u{1B}\\", nil),
    ] as [(String, Key?)]
  )
  func `a sequence may be cut anywhere behind what begins it`(sequence: String, key: Key?) {
    let bytes = sequence.utf8.map(Int32.init)
    for cut in 2...bytes.count {
      var decoder = KeyDecoder()
      let first = decoder.decode(Array(bytes[..<cut]), at: .zero)
      let rest = Array(bytes[cut...]) + [0x78]
      let second = decoder.decode(rest, at: .milliseconds(80))
      #expect(first + second == (key.map { [$0] } ?? []) + [.character("x")], "cut at \(cut)")
    }
  }

  @Test func `a sequence that never ends swallows nothing for long`() {
    for beginning in ["\u{1B}[1;", "\u{1B}O", "\u{1B}]0;"] {
      var decoder = KeyDecoder()
      #expect(decoder.decode(beginning.utf8.map(Int32.init), at: .zero).isEmpty)
      #expect(decoder.decode([0x71], at: .milliseconds(300)) == [.character("q")])
    }
  }

  @Test func `a control key breaks a sequence off and counts`() {
    #expect(keys("\u{1B}[1\u{3}") == [.control("c")])
    #expect(keys("\u{1B}]0;title\u{3}") == [.control("c")])
    #expect(keys("\u{1B}[1\u{1B}[A") == [.up])
    #expect(keys("\u{1B}]0\u{1B}[A") == [.up])
  }

  @Test func `invalid bytes are dropped and swallow nothing`() {
    var decoder = KeyDecoder()
    #expect(
      decoder.decode([0xE9, 0x71, 0xFF, 0x80, 0x77], at: .zero) == [
        .character("q"), .character("w"),
      ]
    )
    #expect(decoder.decode([0xC3, 0x28], at: .zero) == [.character("(")])
    #expect(decoder.decode([0xED, 0xA0, 0x80, 0x78], at: .zero) == [.character("x")])
    #expect(decoder.decode([-5, 70000], at: .zero).isEmpty)
  }
}
