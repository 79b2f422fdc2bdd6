// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing

/// The program under a shell with job control, as it is mostly started.
@Suite(.serialized)
struct JobControlTests {
  /// Interactive shells, without anybody's settings.
  static let shells = [
    ["/bin/sh", "-i"], ["/bin/bash", "--norc", "--noprofile", "--noediting", "-i"],
  ]

  private func start(_ shell: [String]) throws -> TerminalSession {
    try #require(access(shell[0], X_OK) == 0, "\(shell[0]) is missing")
    let session = try TerminalSession(
      Array(shell.dropFirst()),
      program: shell[0],
      ["PS1=ready> ", "HISTFILE=", "TM=\(Program.path)", "ENV="]
    )
    session.wait(for: "ready>")
    session.press("\"$TM\"\r")
    session.wait(for: "Enter")
    return session
  }

  /// Whether a shell waits for its next line.
  ///
  /// Anywhere in the last row: libvterm, unlike xterm, has one saved cursor for both of its screens, and
  /// ncurses uses it when it scrolls.
  private static func isPrompt(_ rows: [String]) -> Bool {
    rows.last { !$0.isEmpty }?.hasSuffix("ready>") == true
  }

  /// By the key, or by a signal from elsewhere; then twice more, because a second time is another thing.
  @Test(arguments: shells, [false, true])
  func `it stops, the shell has its terminal, fg takes it back and keys work`(
    shell: [String],
    bySignal: Bool
  ) async throws {
    try await onThread {
      let session = try start(shell)
      session.press("\r")
      session.wait("three lanes") { RunScreen($0).has(lane: 2) }
      for lane in 3...4 {
        if bySignal { session.terminal.signalForeground(SIGTSTP) } else { session.press("\u{1A}") }
        session.wait("the shell is back") { rows in
          rows.contains { $0.contains("Stopped") } && Self.isPrompt(rows)
        }
        session.expectTerminalAsBefore()
        #expect(!session.shows("Thread-0"), "the screen of before")
        session.press("echo typed; fg\r")
        session.wait("the lanes are back") { RunScreen($0).has(lane: lane - 1) }
        session.press("+")
        session.wait("lane \(lane)") { RunScreen($0).has(lane: lane) }
      }
      session.wait("no lane is news") { !RunScreen($0).lanes.joined().contains("started in") }
      session.press(" ")
      session.wait("paused") { $0.first?.hasSuffix("PAUSED") == true }
      session.settle(.milliseconds(300))
      session.expectWholeScreen()
      session.press("q")
      session.wait("the prompt", until: Self.isPrompt)
      session.press("echo \"ended $?\"; exit\r")
      session.wait(for: "ended 0")
      #expect(session.end() == 0)
    }
  }

  /// What goes on in the terminal when its window is closed.
  @Test(arguments: [
    [], ["\r"], [":run basic-threads work=cpu size=10s workers=8\r"], ["\r", " "], ["?"],
    [":set wor"],
  ])
  func `the window is closed`(keys: [String]) async throws {
    try await onThread {
      let session = try TerminalSession()
      session.wait(for: "Enter")
      for part in keys {
        session.press(part)
        session.settle(.milliseconds(100))
      }
      session.terminal.hangUp()
      let status = session.child.wait(upTo: .seconds(2) * Load.patience)
      #expect(status == .exited(128 + SIGHUP))
    }
  }

  @Test func `the window is closed above a shell`() async throws {
    try await onThread {
      let session = try start(["/bin/sh", "-i"])
      session.press("\r")
      session.wait("three lanes") { RunScreen($0).has(lane: 2) }
      let program = session.terminal.foregroundGroup
      #expect(program > 1 && program != session.child.id, "a job of its own")
      session.terminal.hangUp()
      let isGone = eventually(within: .seconds(2)) {
        // Whoever adopts it may take their time to bury it.
        ["", "Z", "X"].contains(ProcessView(program).state)
      }
      #expect(isGone, "\(ProcessView(program).state)")
      if !isGone { kill(program, SIGKILL) }
    }
  }
}
