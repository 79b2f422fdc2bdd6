// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing

/// Line mode on a terminal.
@Suite(.serialized)
struct LineTerminalTests {
  @Test func `a person runs a demo, turns a knob meanwhile and leaves`() async throws {
    try await onThread {
      let session = try TerminalSession(term: "dumb")
      session.wait(for: "line mode (the terminal is \"dumb\")")
      session.wait("a prompt") { rows in rows.contains(">") }
      session.press("run pool-submit size=1s\r")
      session.wait(for: "run pool-submit workers=4")
      session.press("set workers 7\r")
      session.wait(for: "workers 4 → 7")
      session.press("quit\r")
      #expect(session.end() == 0)
      session.wait(for: "pool-submit: cancelled")
      #expect(!session.bytes.contains(0x1B))
    }
  }

  @Test func `control C ends the run first, then the program`() async throws {
    try await onThread {
      let session = try TerminalSession(["--plain"])
      session.wait("a prompt") { rows in rows.contains(">") }
      session.press("run basic-threads size=10s\r")
      session.wait(for: "Thread-2: Starting")
      session.press("\u{3}")
      session.wait(for: "basic-threads: stopped")
      session.press("\u{3}")
      #expect(session.end() == 130)
      #expect(!session.bytes.contains(0x1B))
    }
  }

  @Test(
    arguments: [
      (nil, [], "TERM is not set"), ("", [], "TERM is not set"),
      ("no-such-type", [], "no-such-type"),
      ("xterm", ["TM_PLAIN=1"], "line mode"),
    ] as [(String?, [String], String)]
  )
  func `a terminal that cannot do it gets line mode and the reason`(
    term: String?,
    more: [String],
    reason: String
  ) async throws {
    try await onThread {
      let session = try TerminalSession(columns: 200, term: term, more)
      session.wait(for: reason)
      session.wait("a prompt") { rows in rows.contains(">") }
      // The end of the input.
      session.press("\u{4}")
      #expect(session.end() == 0)
      #expect(!session.bytes.contains(0x1B))
    }
  }

  @Test func `with its input from elsewhere it says why there is no workbench`() async throws {
    try await onThread {
      let session = try TerminalSession(
        ["-c", "exec '\(Program.path)' </dev/null"],
        program: "/bin/sh",
        columns: 120
      )
      session.wait(for: "no workbench (standard input is not a terminal)")
      #expect(session.end() == 0)
      #expect(session.rows.count { $0.contains { $0 != " " } } == 1)
      let plain = try TerminalSession(
        ["-c", "exec '\(Program.path)' --plain </dev/null"],
        program: "/bin/sh"
      )
      #expect(plain.end() == 0)
      #expect(plain.bytes.isEmpty)
    }
  }

  @Test func `reset-terminal heals the modes`() async throws {
    try await onThread {
      let session = try TerminalSession(["--reset-terminal"])
      #expect(session.end(mayChangeModes: true) == 0)
      #expect(session.bytes.occurrences(of: Array("\u{1B}[?1049l".utf8)) == 1)
    }
  }
}
