// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import TerminalTestSupport
import Testing
import ThreadmillTerminal

@Suite(.watched) struct OutputTests {
  @Test func `a frame is atomic and a key that changes nothing sends nothing`() throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let child = try terminal.spawn(Probe.path, ["grids", "5"], environment: Probe.environment())
    let first = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    #expect(first.occurrences(of: Array("\u{1B}[?1049h".utf8)) == 1)
    terminal.type("n")
    let frame = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    #expect(frame.starts(with: Array("\u{1B}[?2026h".utf8)))
    #expect(frame.occurrences(of: Array("\u{1B}[?2026l".utf8)) == 1)
    terminal.type("xyz")
    #expect(terminal.read(upTo: .milliseconds(300)).isEmpty)
    terminal.type("q")
    #expect(child.wait(upTo: .seconds(10)) == .exited(0))
  }

  @Test func `a slow terminal costs frames and gets the newest`() throws {
    let size = ScreenSize(columns: 120, rows: 40)
    let terminal = try PseudoTerminal(columns: size.columns, rows: size.rows)
    let pipe = try OutputPipe()
    let child = try terminal.spawn(
      Probe.path,
      ["flood"],
      environment: Probe.environment(),
      error: pipe
    )
    let oracle = try #require(VirtualTerminal(size))
    let deadline = Deadline(after: .seconds(20))
    var report = ""
    while !report.contains("dropped"), !deadline.hasPassed {
      // About 1 kB every 20 ms: slow enough even beside other work, which gives the frames more time.
      oracle.feed(terminal.read(upTo: .milliseconds(20), atMost: 1024))
      report = pipe.read(until: "\n", upTo: .milliseconds(20))
    }
    oracle.feed(terminal.readUntilQuiet())
    #expect(oracle.text(row: 0).hasPrefix("frame 300"))
    let numbers = report.split { !$0.isNumber }.compactMap { Int($0) }
    try #require(numbers.count == 3, "\(report)")
    // Who waits for the terminal drops none; how many fit in between is the machine's doing.
    #expect(numbers[0] > 150, "dropped")
    #expect(numbers[1] < 150, "written")
    // The longest would be the machine's doing, not the screen's.
    #expect(numbers[2] < 50, "half of the frames took longer, in ms")
    terminal.type("q")
    #expect(child.wait(upTo: .seconds(10)) == .exited(0))
  }

  @Test func `an unknown terminal is an error with a cure`() throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let before = terminal.modes
    let pipe = try OutputPipe()
    let environment = Probe.environment(term: "no-such-terminal")
    let child = try terminal.spawn(Probe.path, ["loop"], environment: environment, error: pipe)
    #expect(child.wait(upTo: .seconds(20)) == .exited(1))
    let message = pipe.read(upTo: .seconds(1))
    #expect(message.contains("\"no-such-terminal\"") && message.contains("TERM=xterm-256color"))
    #expect(message.split(separator: "\n").count == 1)
    #expect(terminal.modes == before)
    #expect(terminal.read(upTo: .milliseconds(50)).isEmpty)
  }
}
