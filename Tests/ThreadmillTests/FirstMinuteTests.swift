// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing

/// The first minute of a new user, with keys only, on a real terminal.
@Suite(.serialized)
struct FirstMinuteTests {
  @Test(arguments: [(80, 24), (120, 40)])
  func `browse, run, turn, pause, card, again, help, leave`(columns: Int, rows: Int) async throws {
    try await onThread {
      let session = try TerminalSession(columns: columns, rows: rows)
      session.wait(for: "basic-threads")
      session.press("\r")
      session.wait(for: "Thread-2")
      for lane in 3...5 {
        session.press("+")
        session.wait(for: "Thread-\(lane)", upTo: .seconds(2))
        session.wait(for: ":set workers +1")
      }
      session.press(">")
      session.wait(for: ":set size +1")
      session.press("w12\r")
      session.wait(for: ":set workers 12")
      session.wait(for: "Thread-11")
      session.press(" ")
      session.wait("paused") { rows in rows.contains { $0.uppercased().contains("PAUS") } }
      session.settle(.milliseconds(300))
      let still = session.rows
      pauseThread(.milliseconds(400))
      session.settle(.milliseconds(100))
      #expect(session.rows == still, "a paused run moves")
      session.press(" ")
      session.wait("resumed") { $0 != still }
      session.press(":set workers 3\r")
      session.wait(for: ":set workers 3")
      session.press("\u{1B}")
      session.wait(for: "pool-submit")
      session.press("jj\r")
      session.wait(for: "download")
      session.press("x")
      session.wait(for: "check")
      session.wait(for: "Try")
      session.press("r")
      session.wait(for: ":restart")
      session.press("?")
      session.wait(for: "run [DEMO]")
      session.press("\u{1B}")
      session.wait("help is gone") { rows in !rows.contains { $0.contains("run [DEMO]") } }
      session.press("q")
      #expect(session.end() == 0)
    }
  }

  @Test func `control C ends the run first, then the program`() async throws {
    try await onThread {
      let session = try TerminalSession()
      session.wait(for: "basic-threads")
      session.press("\r")
      session.wait(for: "Thread-2")
      session.press("\u{3}")
      session.wait(for: "check")
      session.press("\u{3}")
      #expect(session.end() == 0)
    }
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT])
  func `a signal leaves the terminal as it was`(signal: Int32) async throws {
    try await onThread {
      let session = try TerminalSession()
      session.wait(for: "basic-threads")
      session.press("\r")
      session.wait(for: "Thread-2")
      session.child.kill(signal)
      let code = session.end()
      #expect(code == 128 + signal || code == -signal)
    }
  }

  @Test func `no key of a burst is lost`() async throws {
    try await onThread {
      let session = try TerminalSession(columns: 120, rows: 40)
      session.wait(for: "basic-threads")
      session.press("\r")
      session.wait(for: "Thread-2")
      session.press(String(repeating: "+-", count: 100) + "++++")
      session.wait(for: "Thread-6")
      session.press("q")
      #expect(session.end() == 0)
    }
  }

  @Test(arguments: [(1, 1), (20, 5), (40, 12), (200, 60)])
  func `it starts and works at any size`(columns: Int, rows: Int) async throws {
    try await onThread {
      let session = try TerminalSession(columns: columns, rows: rows)
      session.settle()
      session.press("\r++>")
      session.settle(.milliseconds(50))
      session.press("q")
      #expect(session.end() == 0)
    }
  }

  @Test func `a locale without UTF-8 and NO_COLOR are respected`() async throws {
    try await onThread {
      let session = try TerminalSession(locale: "C", ["NO_COLOR=1"])
      session.wait(for: "basic-threads")
      session.press("\r")
      session.wait(for: "Thread-2")
      session.press("q")
      #expect(session.end() == 0)
      #expect(session.bytes.allSatisfy { $0 < 128 })
      #expect(session.bytes.occurrences(of: Array("[38;5;".utf8)) == 0)
    }
  }
}
