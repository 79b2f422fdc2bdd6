// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing

/// The program on other terminals than usual, and inside other programs.
@Suite(.serialized)
struct TerminalKindTests {
  @Test(arguments: ["vt100", "linux", "screen", "tmux-256color", "xterm", "xterm-256color"])
  func `types of terminals`(term: String) async throws {
    try await onThread {
      let session = try TerminalSession(term: term)
      session.use {
        #expect(session.shows(" Thread-0  ‖ held"))
        let hasColor = session.cells.joined().contains { $0.color != nil }
        #expect(hasColor == (term != "vt100"))
      }
    }
  }

  @Test(arguments: ["screen", "tmux-256color"])
  func `inside tmux`(type: String) async throws {
    let tmux = "/usr/bin/tmux"
    try #require(access(tmux, X_OK) == 0, "tmux is missing: make test says how to install it")
    try await onThread {
      let name = "/tmp/threadmill-test-\(getpid())-\(type)"
      let settings = open(name + ".conf", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      let lines = Array("set -g status off\nset -g default-terminal \(type)\n".utf8)
      _ = write(settings, lines, lines.count)
      close(settings)
      defer {
        unlink(name + ".conf")
        unlink(name)
      }
      let session = try TerminalSession(
        ["-u", "-S", name, "-f", name + ".conf", "new-session", "exec '\(Program.path)'"],
        program: tmux,
        ["SHELL=/bin/sh"]
      )
      defer {
        // The server is a child of nobody; it has ended with its only window unless something went wrong.
        let end = ["-S", name, "kill-server"]
        let killer = try? session.terminal.spawn(tmux, end, environment: Probe.environment())
        _ = killer?.wait(upTo: .seconds(10))
      }
      session.use {
        #expect(session.shows(" Thread-0  ‖ held"))
        session.resize(columns: 100, rows: 30)
        session.wait("the new size") { rows in rows.last?.hasSuffix("? Help") == true }
        #expect(session.rows.first?.hasSuffix("PAUSED") == true)
      }
    }
  }

  @Test func `inside script`() async throws {
    let script = "/usr/bin/script"
    try #require(access(script, X_OK) == 0, "script is missing: it belongs to util-linux")
    try await onThread {
      let session = try TerminalSession(
        ["-q", "-c", "exec '\(Program.path)'", "/dev/null"],
        program: script,
        ["SHELL=/bin/sh"]
      )
      session.use { #expect(session.shows(" Thread-0  ‖ held")) }
    }
  }
}
