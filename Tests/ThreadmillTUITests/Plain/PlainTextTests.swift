// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillTUI

struct PlainTextTests {
  @Test func `nothing that a terminal acts on gets through`() {
    let dirty = "a\u{1B}[2J\u{7}b\r\nc\u{9B}31m\u{202E}d\u{7F}\u{2028}e"
    let clean = PlainText.harmless(dirty, ascii: false)
    #expect(clean == "a?[2J?b?c?31m?d??e" || clean == "a?[2J?b??c?31m?d??e")
    #expect(PlainText.harmless("a\tb", ascii: false) == "a b")
    #expect(PlainText.harmless("é ✓ 日本", ascii: false) == "é ✓ 日本")
  }

  @Test func `ASCII spells what it can`() {
    #expect(PlainText.harmless("⌈10/4⌉ × 0.1 s → ✓", ascii: true) == "ceil(10/4) x 0.1 s -> ok")
    let scalars = (0...0x3000).compactMap(Unicode.Scalar.init)
    let text = String(String.UnicodeScalarView(scalars))
    #expect(PlainText.harmless(text, ascii: true).utf8.allSatisfy { (32...126).contains($0) })
  }

  @Test func `lines are whole, and a prompt that nobody answered is left behind`() {
    let file = ScratchFile()
    let output = LineOutput(descriptor: file.descriptor, ascii: false)
    output.prompt("> ")
    output.prompt("> ")
    output.lines(["one", "two"])
    output.prompt("> ")
    output.promptAnswered()
    output.line("three")
    output.line(verbatim: "\"✓\"")
    #expect(file.lines == ["> ", "one", "two", "> three", "\"✓\""])
  }

  @Test func `a reader that goes away closes the output`() async throws {
    try await onThread {
      signal(SIGPIPE, SIG_IGN)
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      let output = LineOutput(descriptor: ends[1], ascii: false)
      output.line("heard")
      close(ends[0])
      output.line("unheard")
      #expect(output.isClosed)
      output.line("not even tried")
      close(ends[1])
    }
  }

  @Test func `a reader that does not read cannot hold us when a signal comes`() async throws {
    try await onThread {
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      let signals = FakeSignals([SIGTERM])
      let output = LineOutput(descriptor: ends[1], ascii: false, interrupt: signals.descriptor)
      for _ in 0..<100_000 where !output.isClosed {
        output.line("as much as a pipe takes, and then some more of it")
      }
      #expect(output.isClosed)
      close(ends[0])
      close(ends[1])
    }
  }

  @Test func `lines come out of any pieces, the last one without an end`() {
    let file = ScratchFile("one\r\ntwo\n\n\u{0}three")
    let input = LineInput(descriptor: file.descriptor)
    var lines: [String] = []
    while !input.isAtEnd { lines += input.read() }
    #expect(lines == ["one", "two", "", "\u{0}three"])
    let long = ScratchFile(String(repeating: "x", count: 200_000) + "\nend")
    let other = LineInput(descriptor: long.descriptor)
    lines = []
    while !other.isAtEnd { lines += other.read() }
    #expect(lines.count == 2)
    #expect(lines.last == "end")
    #expect((lines.first?.count ?? 0) < 100_000)
  }
}
