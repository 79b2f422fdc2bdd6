// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing

/// Where refusals go, and what line mode shows again.
@Suite(.serialized)
struct RefusalTests {
  @Test func `commands from a pipe are refused on standard error`() async throws {
    let ending = try await Program.run("--plain", input: "set workers 0\n")
    #expect(ending.code == 2 && ending.output.isEmpty, "\(ending)")
    #expect(ending.errorLines.count == 1 && ending.errors.hasPrefix("threadmill: line 1: set "))
  }

  @Test(arguments: ["--help nosuch", "help nosuch", "run pool-submit --evnts x"])
  func `what does not exist is bad usage`(line: String) async throws {
    let ending = try await Program.run(line)
    #expect(ending.code == 2 && ending.output.isEmpty, "\(ending)")
    #expect(ending.errorLines.count == 1)
  }

  @Test func `a pipe that pauses a run and waits for it is told so`() async throws {
    let ending = try await Program.run("--plain", input: "run pool-map\npause\nwait\n")
    #expect(ending.code == 2, "\(ending)")
    #expect(ending.errors.contains("line 3: wait would never end"))
    #expect(ending.lines.last?.hasPrefix("pool-map: ok") == true)
  }

  @Test func `the prompt comes back after a stop`() async throws {
    try await onThread {
      let session = try TerminalSession(["--plain"])
      session.wait("a prompt") { rows in rows.contains(">") }
      session.child.kill(SIGWINCH)
      session.child.kill(SIGSTOP)
      session.child.kill(SIGCONT)
      session.wait("another prompt") { rows in rows.contains("> >") }
      session.press("quit\r")
      #expect(session.end() == 0)
    }
  }
}
