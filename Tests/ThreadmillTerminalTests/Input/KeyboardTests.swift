// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import TerminalTestSupport
import Testing

/// Keys through a real terminal and ncurses.
@Suite(.watched) struct KeyboardTests {
  /// Types each part once the program has read the part before, so that they never come together.
  ///
  /// - Parameters:
  ///   - bytes: The parts.
  ///   - term: The terminal's type.
  ///   - locale: The program's locale.
  /// - Returns: What was reported for each key.
  /// - Throws: If there is no terminal to be had.
  private func type(
    _ bytes: [[UInt8]],
    term: String = "xterm-256color",
    locale: String = "C.UTF-8"
  ) throws -> [String] {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let pipe = try OutputPipe()
    let child = try terminal.spawn(
      Probe.path,
      ["keys"],
      environment: Probe.environment(term: term, locale: locale),
      error: pipe
    )
    _ = pipe.read(until: "ready\n", upTo: .seconds(20))
    for part in bytes {
      // A part that came in two, which is rare, counts as two.
      let said = pipe.read(until: "", upTo: .zero)
      let next = "reading \(said.split(separator: "\n").count { $0.hasPrefix("reading") } + 1)\n"
      terminal.type(part)
      #expect(pipe.read(until: next, upTo: .seconds(20)).contains(next))
    }
    terminal.type("q")
    let text = pipe.read(until: "character(\"q\")", upTo: .seconds(20))
    #expect(child.wait(upTo: .seconds(10)) == .exited(0))
    let lines = text.split(separator: "\n").dropFirst().map(String.init)
    return lines.filter { !$0.hasPrefix("reading ") }
  }

  @Test(arguments: ["xterm-256color", "linux", "vt100", "screen-256color"])
  func `cursor and editing keys in every spelling`(term: String) throws {
    let sequences = [
      "\u{1B}[A", "\u{1B}OA", "\u{1B}[B", "\u{1B}[C", "\u{1B}[D", "\u{1B}[H", "\u{1B}OF",
      "\u{1B}[1~",
      "\u{1B}[4~", "\u{1B}[5~", "\u{1B}[6~", "\u{1B}[3~", "\u{1B}[Z", "\u{1B}[I", "\u{1B}[O",
    ]
    #expect(
      try type([Array(sequences.joined().utf8)], term: term) == [
        "up", "up", "down", "right", "left", "home", "end", "home", "end", "pageUp", "pageDown",
        "delete", "backTab", "focus(true)", "focus(false)", "character(\"q\")",
      ]
    )
  }

  @Test func `function keys`() throws {
    let sequences = ["\u{1B}OP", "\u{1B}[12~", "\u{1B}[15~", "\u{1B}[24~", "\u{1B}[[A"]
    #expect(
      try type([Array(sequences.joined().utf8)]) == [
        "function(1)", "function(2)", "function(5)", "function(12)", "function(1)",
        "character(\"q\")",
      ]
    )
  }

  @Test(arguments: ["C.UTF-8", "C"])
  func `characters beyond ASCII arrive in any locale`(locale: String) throws {
    let typed = try type([Array("é漢".utf8) + [0xE9], Array("z".utf8)], locale: locale)
    let expected = ["é", "漢", "z", "q"].map { "character(\"\($0)\")" }
    #expect(typed == expected)
  }

  @Test func `escape is a key, alone and with another`() throws {
    let typed = try type([[0x1B], [0x1B, 0x78], [0x1B, 0x5B, 0x31, 0x3B, 0x35, 0x41], [0x1A]])
    let expected = ["escape", "escape", "character(\"x\")", "control(\"z\")", "character(\"q\")"]
    #expect(typed == expected)
  }

  @Test func `a sequence in pieces is one`() throws {
    let typed = try type(
      [Array("\u{1B}[1;".utf8), Array("2A\u{1B}[5".utf8), Array("~".utf8), Array("\u{1B}[".utf8)]
        + [Array("Ax".utf8)]
    )
    #expect(typed == ["pageUp", "up", "character(\"x\")", "character(\"q\")"])
  }

  @Test func `a burst cuts no sequence`() throws {
    let burst = [UInt8](repeating: 0x61, count: 255) + Array("\u{1B}[1;99xb".utf8)
    let expected = [String](repeating: "character(\"a\")", count: 255) + ["character(\"b\")"]
    #expect(try type([burst]) == expected + ["character(\"q\")"])
  }

  @Test func `a burst loses nothing`() throws {
    let burst = (0..<600).map { UInt8(0x61 + $0 % 16) }
    let expected = burst.map { "character(\"\(Character(Unicode.Scalar($0)))\")" }
    #expect(try type([burst]) == expected + ["character(\"q\")"])
  }

  @Test func `a terminal that goes away is noticed`() throws {
    let pipe = try OutputPipe()
    var terminal: PseudoTerminal? = try PseudoTerminal(columns: 80, rows: 24)
    let child = try terminal?.spawn(
      Probe.path,
      ["keys"],
      environment: Probe.environment(),
      error: pipe
    )
    _ = pipe.read(until: "ready\n", upTo: .seconds(20))
    terminal = nil
    #expect(pipe.read(until: "hung up", upTo: .seconds(10)).contains("hung up"))
    #expect(child?.wait(upTo: .seconds(10)) == .exited(0))
  }
}
