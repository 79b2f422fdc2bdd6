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

  @Test func `nothing waits for a reader who is slow, and nothing is lost`() async throws {
    try await onThread {
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      let output = LineOutput(descriptor: ends[1], ascii: false, limit: 1 << 20)
      let line = "as much as a pipe takes, and then some more of it"
      for number in 0..<10_000 { output.line("\(line) \(number)") }
      #expect(output.isBehind && !output.isFull && !output.isClosed)
      for number in 10_000..<30_000 { output.line("\(line) \(number)") }
      #expect(output.isFull)
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 10_000)
      while output.isBehind {
        let count = read(ends[0], &buffer, buffer.count)
        bytes += buffer[..<max(0, count)]
        output.flush()
      }
      close(ends[1])
      while case let count = read(ends[0], &buffer, buffer.count), count > 0 {
        bytes += buffer[..<count]
      }
      close(ends[0])
      #expect(!output.isFull && output.exitCode == nil)
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      #expect(lines.count == 30_000)
      #expect(lines.enumerated().allSatisfy { $1 == "\(line) \($0)" })
    }
  }

  @Test func `at the end it waits for a reader as long as nobody asks for the end`() async throws {
    try await onThread {
      let clock = ContinuousClock()
      let blocked = try #require(BlockedPipe())
      let output = LineOutput(descriptor: blocked.writeEnd, ascii: false)
      output.line("late")
      // The first signal asks for the end, the second one for an end without patience.
      let signals = FakeSignals([SIGTERM, SIGINT])
      #expect(PlainPoll.finish([output], signals: signals) == SIGTERM)
      let start = clock.now
      #expect(PlainPoll.finish([output], isEnding: true) == nil)
      #expect(clock.now - start >= .seconds(1))
      #expect(output.isBehind)
      blocked.empty()
      #expect(PlainPoll.finish([output]) == nil)
      #expect(!output.isBehind)
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
