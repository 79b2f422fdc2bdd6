// SPDX-License-Identifier: Apache-2.0
import TerminalTestSupport
import Testing

@Suite struct StandardStreamCaptureTests {
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
