// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing
import ThreadmillTerminal

/// However a program ends, its terminal is as it was before.
@Suite(.watched) struct TerminalRestoreTests {
  private func expectWhole(_ terminal: PseudoTerminal, _ before: [UInt8], _ output: [UInt8]) {
    let modes = ModeLedger(output)
    #expect(modes.isOn.subtracting([7, 25]).isEmpty, "left on: \(modes.isOn)")
    #expect(!modes.isOff.contains(25), "the cursor is hidden")
    #expect(terminal.modes == before, "modes differ")
  }

  /// 8 is FPE; 10, USR1, the engine's threads leave to the main thread.
  @Test(
    arguments: ["segv", "trap", "index", "abort", "overflow", "8"].flatMap {
      [($0, false), ($0, true)]
    }
      + [("10", false)]
  )
  func `a crash on any thread`(kind: String, isOnThread: Bool) throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let before = terminal.modes
    let child = try terminal.spawn(
      Probe.path,
      ["crash", kind] + (isOnThread ? ["thread"] : []),
      environment: Probe.environment()
    )
    var output = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    terminal.type("x")
    output += terminal.read(until: "ended by", upTo: .seconds(20))
    output += terminal.readUntilQuiet()
    let status = child.wait(upTo: .seconds(10))
    let text = String(decoding: output, as: UTF8.self)
    let report = text.components(after: "\u{1B}[?1049l")
    expectWhole(terminal, before, output)
    #expect(isSignal(status, kind), "\(kind) ended as \(String(describing: status)): \(report)")
    #expect(report.contains(isOnThread ? "in thread \"crasher\"" : "in thread \"terminal-probe\""))
    if kind == "trap" { #expect(report.contains("the reason of the trap")) }
  }

  @Test(arguments: ["segv", "exit"])
  func `while another thread ends the program, nothing is drawn any more`(kind: String) throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let before = terminal.modes
    let environment = Probe.environment()
    let child = try terminal.spawn(Probe.path, ["drawing", kind], environment: environment)
    var output: [UInt8] = []
    let status = child.wait(whileReading: terminal, into: &output, upTo: .seconds(20))
    #expect(status == (kind == "exit" ? .exited(7) : .signalled(SIGSEGV)))
    expectWhole(terminal, before, output)
    let text = String(decoding: output, as: UTF8.self)
    #expect(output.occurrences(of: Array("\u{1B}[?1049l".utf8)) == 1)
    let rest = text.components(after: "\u{1B}[?1049l")
    #expect(!rest.contains("\u{1B}[?2026h") && !rest.contains("frame"), "\(rest.debugDescription)")
    #expect(kind == "exit" || rest.contains("in thread \"crasher\""))
  }

  @Test(arguments: ["xterm-256color", "no-such-terminal"])
  func `a crash is reported when the screen is gone or never was`(term: String) throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let pipe = try OutputPipe()
    let environment = Probe.environment(term: term)
    let child = try terminal.spawn(Probe.path, ["after"], environment: environment, error: pipe)
    #expect(child.wait(upTo: .seconds(20)) == .signalled(SIGSEGV))
    let report = pipe.read(until: "ended by", upTo: .seconds(5))
    #expect(report.contains("threadmill: ended by SIGSEGV"), "\(report)")
  }

  @Test func `what stands in a report does nothing to the terminal`() throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let environment = Probe.environment()
    let child = try terminal.spawn(Probe.path, ["crash", "noise"], environment: environment)
    var output = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    terminal.type("x")
    output += terminal.read(until: "ended by", upTo: .seconds(20)) + terminal.readUntilQuiet()
    #expect(child.wait(upTo: .seconds(10)) == .signalled(SIGABRT))
    let report = String(decoding: output, as: UTF8.self).components(after: "\u{1B}[?25h")
    #expect(report.contains("?[31mred "), "\(report.debugDescription)")
    #expect(report.contains("5m\ta漢"), "\(report.debugDescription)")
    #expect(!report.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{9B}" })
  }

  @Test func `without a second screen the shell goes on at the bottom of any size`() throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 50)
    let environment = Probe.environment(term: "linux")
    let child = try terminal.spawn(Probe.path, ["loop"], environment: environment)
    _ = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    terminal.type("\u{1A}")
    let suspended = terminal.read(until: "\u{1B}[50;1H\r\n", upTo: .seconds(5))
    #expect(suspended.occurrences(of: Array("\u{1B}[50;1H\r\n".utf8)) == 1)
    _ = terminal.readUntilQuiet()
    terminal.resize(columns: 80, rows: 40)
    _ = terminal.readUntilQuiet()
    terminal.type("q")
    let end = terminal.read(until: "\u{1B}[40;1H\r\n", upTo: .seconds(5))
    #expect(end.occurrences(of: Array("\u{1B}[40;1H\r\n".utf8)) == 1)
    #expect(child.wait(upTo: .seconds(10)) == .exited(0))
  }

  private func isSignal(_ status: ChildProcess.Status?, _ kind: String) -> Bool {
    switch kind {
    case "segv", "overflow": status == .signalled(SIGSEGV)
    case "trap", "index": status == .signalled(SIGILL) || status == .signalled(SIGTRAP)
    case "abort": status == .signalled(SIGABRT)
    default: status == Int32(kind).map { .signalled($0) }
    }
  }

  @Test(arguments: [false, true])
  func `exit from anywhere`(isOnThread: Bool) throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let before = terminal.modes
    let arguments = ["crash", "exit"] + (isOnThread ? ["thread"] : [])
    let child = try terminal.spawn(Probe.path, arguments, environment: Probe.environment())
    var output = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    terminal.type("x")
    #expect(child.wait(upTo: .seconds(10)) == .exited(7))
    output += terminal.readUntilQuiet()
    expectWhole(terminal, before, output)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGQUIT])
  func `a signal that asks to end`(signal: Int32) throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let before = terminal.modes
    let child = try terminal.spawn(Probe.path, ["loop"], environment: Probe.environment())
    var output = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    child.kill(signal)
    #expect(child.wait(upTo: .seconds(10)) == .exited(128 + signal))
    output += terminal.readUntilQuiet()
    expectWhole(terminal, before, output)
  }

  @Test func `a broken pipe is harmless`() throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let child = try terminal.spawn(Probe.path, ["loop"], environment: Probe.environment())
    _ = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    child.kill(SIGPIPE)
    #expect(child.wait(upTo: .milliseconds(200)) == nil)
    terminal.type("q")
    #expect(child.wait(upTo: .seconds(10)) == .exited(0))
  }

  @Test func `a program that hangs can be ended by asking three times`() throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let before = terminal.modes
    let child = try terminal.spawn(Probe.path, ["hang"], environment: Probe.environment())
    var output = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    for _ in 0..<3 {
      #expect(child.wait(upTo: .milliseconds(100)) == nil)
      child.kill(SIGTERM)
    }
    #expect(child.wait(upTo: .seconds(10)) == .signalled(SIGTERM))
    output += terminal.readUntilQuiet()
    expectWhole(terminal, before, output)
  }

  /// By the key, or by a signal that the program answers or never sees.
  @Test(arguments: [0, SIGTSTP, SIGSTOP])
  func `a stop gives the terminal to the shell, fg takes it back`(signal: Int32) throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let repair = signal == SIGSTOP ? "stty $before;" : ""
    let script = """
      set -m; before=$(stty -g); '\(Probe.path)' loop; echo "stopped $?"
      \(repair) [ "$before" = "$(stty -g)" ] && echo same modes; read line; fg; echo "ended $?"
      """
    let shell = try terminal.spawn("/bin/sh", ["-c", script], environment: Probe.environment())
    var output = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    if signal == 0 { terminal.type("\u{1A}") } else { terminal.signalForeground(signal) }
    let stopped = terminal.read(until: "same modes", upTo: .seconds(20))
    #expect(String(decoding: stopped, as: UTF8.self).contains("stopped 1"))
    output += stopped
    if signal != SIGSTOP { #expect(ModeLedger(output).isOn.subtracting([7, 25]).isEmpty) }
    terminal.type("\n")
    let resumed = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    let oracle = try #require(VirtualTerminal(ScreenSize(columns: 80, rows: 24)))
    oracle.feed(output + resumed)
    #expect(oracle.text(row: 1) == "  in the loop")
    terminal.type("q")
    let rest = terminal.read(until: "ended", upTo: .seconds(20)) + terminal.readUntilQuiet()
    #expect(String(decoding: rest, as: UTF8.self).contains("ended 0"))
    #expect(ModeLedger(output + resumed + rest).isOn.subtracting([7, 25]).isEmpty)
    #expect(shell.wait(upTo: .seconds(10)) == .exited(0))
  }

  @Test func `with the backtracer there is no question and the trace is readable`() throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let before = terminal.modes
    let environment = Probe.environment().filter { !$0.hasPrefix("SWIFT_BACKTRACE") }
    let child = try terminal.spawn(Probe.path, ["crash", "trap"], environment: environment)
    var output = terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
    terminal.type("x")
    let status = child.wait(whileReading: terminal, into: &output, upTo: .seconds(25))
    #expect(isSignal(status, "trap"))
    #expect(!String(decoding: output, as: UTF8.self).contains("Press space"))
    expectWhole(terminal, before, output)
  }
}

extension String {
  /// What follows the last occurrence of `separator`; everything if there is none.
  fileprivate func components(after separator: String) -> String {
    let bytes = Array(utf8)
    let pattern = Array(separator.utf8)
    var start = bytes.count - pattern.count
    while start >= 0 {
      if bytes[start...].starts(with: pattern) {
        return String(decoding: bytes[(start + pattern.count)...], as: UTF8.self)
      }
      start -= 1
    }
    return self
  }
}

extension ChildProcess {
  /// Waits for the end of a program that writes more than a terminal holds.
  fileprivate func wait(
    whileReading terminal: PseudoTerminal,
    into output: inout [UInt8],
    upTo duration: Duration
  ) -> Status? {
    let deadline = Deadline(after: duration)
    while !deadline.hasPassed {
      output += terminal.read(upTo: .milliseconds(20))
      if let status = wait(upTo: .zero) {
        output += terminal.readUntilQuiet()
        return status
      }
    }
    return nil
  }
}
