// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import TerminalTestSupport
import Testing

@Suite(.watched) struct StandardStreamCaptureTests {
  @Test func `a line is never too long, and streams that a demo closes cost nothing`() throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let pipe = try OutputPipe()
    let environment = Probe.environment()
    let child = try terminal.spawn(Probe.path, ["streams"], environment: environment, error: pipe)
    let report = pipe.read(until: "spent", upTo: .seconds(20)) + pipe.read(upTo: .milliseconds(200))
    #expect(child.wait(upTo: .seconds(20)) == .exited(0))
    #expect(report.hasPrefix("lines [4096, 4096, 1808, 0, 4096] spent "), "\(report)")
    let spent = report.split { !$0.isNumber }.last.flatMap { Int($0) }
    #expect(spent.map { $0 < 100 } == true, "\(report)")
  }

  @Test func `what is printed becomes lines, and too much of it never blocks`() throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let pipe = try OutputPipe()
    let child = try terminal.spawn(
      Probe.path,
      ["print"],
      environment: Probe.environment(),
      error: pipe
    )
    #expect(child.wait(upTo: .seconds(20)) == .exited(0))
    let screen = String(decoding: terminal.readUntilQuiet(), as: UTF8.self)
    let report = pipe.read(upTo: .seconds(1))
    let lines = report.split(separator: "\n").map(String.init)
    for line in [
      "output: from Swift", "output: from C", "error: on the error stream", "output: a fragment",
    ] {
      #expect(lines.contains(line), "\(report)")
      #expect(!screen.contains(line.split(separator: ": ")[1]))
    }
    #expect(
      lines.last?.contains("then 4096 lines, 95904 dropped, first line 0") == true,
      "\(report)"
    )
  }
}
