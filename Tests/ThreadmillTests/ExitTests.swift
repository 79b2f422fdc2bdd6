// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing

/// However the workbench ends, it ends soon and the terminal is as it was before.
@Suite(.serialized)
struct ExitTests {
  /// A way out, or a place to leave from.
  struct Way: Sendable, CustomStringConvertible {
    var name: String
    /// Keys, each with what is on the screen once they have worked.
    var steps: [(keys: String, sign: String)] = []
    /// The last keys.
    var keys = "q"
    var description: String { name }
  }

  private static let run = ("\r", "Thread-2")
  private static let compute = (":run basic-threads work=cpu size=10s workers=8\r", "Thread-7")

  static let ways = [
    Way(name: "q"), Way(name: ":quit", keys: ":quit\r"), Way(name: "^C", keys: "\u{3}"),
    Way(name: "q while a demo runs", steps: [run]),
    Way(name: ":quit while a demo runs", steps: [run], keys: ":quit\r"),
    Way(name: "^C for the run, ^C again", steps: [run, ("\u{3}", "─ Stopped")], keys: "\u{3}"),
    Way(name: "q while threads compute", steps: [compute]),
    Way(name: "^C twice while threads compute", steps: [compute], keys: "\u{3}\u{3}"),
    Way(name: "q while the run is paused", steps: [run, (" ", "PAUSED")]),
    Way(name: "q while the view is frozen", steps: [run, ("Z", "FROZEN")]),
    Way(name: "q in Browse while a demo runs", steps: [run, ("\u{1B}", "pool-map")]),
    Way(name: "q in the Log", steps: [run, ("3", "─ Log ─")]),
    Way(name: "q at the end card", steps: [run, ("x", "─ Stopped")]),
    Way(
      name: "quit found in the help",
      steps: [run, ("?", "run [DEMO]"), ("quit", "1 row")],
      keys: "\r"
    ),
    Way(name: "q after the help", steps: [("?", "run [DEMO]")], keys: "\u{3}q"),
    Way(name: "q after a half line", steps: [run, (":set wor", ":set wor")], keys: "\u{3}q"),
  ]

  @Test(arguments: ways)
  func `a way out`(way: Way) async throws {
    try await onThread {
      let session = try open(way)
      session.press(way.keys)
      #expect(session.end() == 0)
      #expect(session.rows.allSatisfy { $0.isEmpty }, "the screen of before is blank")
    }
  }

  private static let places = [
    Way(name: "Browse"), Way(name: "a run", steps: [run]), Way(name: "computing", steps: [compute]),
    Way(name: "the line", steps: [run, (":set wor", ":set wor")]),
  ]

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT], places)
  func `a signal that asks to end`(signal: Int32, place: Way) async throws {
    try await onThread {
      let session = try open(place)
      session.child.kill(signal)
      #expect(session.end() == 128 + signal)
      #expect(session.rows.allSatisfy { $0.isEmpty }, "the screen of before is blank")
    }
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGUSR1, SIGUSR2, SIGALRM])
  func `a signal that kills`(signal: Int32) async throws {
    try await onThread {
      let session = try open(Way(name: "a run", steps: [Self.run]))
      session.child.kill(signal)
      #expect(session.end() == -signal)
      #expect(session.shows("threadmill: ended by SIG"))
      #expect(!session.shows("Thread-2"), "the screen of before")
    }
  }

  @Test func `reset-terminal heals what a killed workbench has left`() async throws {
    try await onThread {
      // As a shell leaves it, with `stty sane` in its settings.
      let session = try TerminalSession(
        ["-c", "stty sane; echo sane; read line; exec '\(Program.path)'"],
        program: "/bin/sh"
      )
      session.wait(for: "sane")
      let sane = session.terminal.modes
      session.press("\r")
      session.wait(for: "Enter")
      session.press("\r")
      session.wait(for: "Thread-2")
      session.child.kill(SIGKILL)
      #expect(session.child.wait(upTo: .seconds(3) * Load.patience) == .signalled(SIGKILL))
      session.settle()
      let broken = session.terminal.modes
      #expect(broken != sane, "it is broken")
      #expect(ModeLedger(session.bytes).isOn.isSuperset(of: [1049, 1004]))
      #expect(ModeLedger(session.bytes).isOff.contains(25))
      let healer = try session.terminal.spawn(
        Program.path,
        ["--reset-terminal"],
        environment: Probe.environment()
      )
      #expect(healer.wait(upTo: .seconds(10) * Load.patience) == .exited(0))
      session.settle()
      session.expectTerminalAsBefore(mayChangeModes: true)
      #expect(session.terminal.modes == sane)
      #expect(!session.shows("Thread-2"), "the screen of before")
      #expect(session.shows("sane"))
    }
  }

  private func open(_ way: Way) throws -> TerminalSession {
    let session = try TerminalSession()
    session.wait(for: "Enter")
    for step in way.steps {
      session.press(step.keys)
      session.wait(for: step.sign)
    }
    return session
  }
}
