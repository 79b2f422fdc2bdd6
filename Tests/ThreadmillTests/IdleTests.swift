// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing

/// Where nothing moves, nothing is written and nothing is computed.
struct IdleTests {
  /// A situation in which the program has nothing to do, and how to get there.
  struct Calm: Sendable, CustomStringConvertible {
    var name: String
    /// Keys, each with what is on the screen once they have worked.
    var steps: [(keys: String, sign: String)]
    var description: String { name }
  }

  static let calms = [
    Calm(name: "Browse", steps: []),
    Calm(name: "help", steps: [("?", "run [DEMO]")]),
    Calm(name: "paused", steps: [("\r", "Thread-2"), (" ", "PAUSED")]),
    Calm(
      name: "Browse, paused",
      steps: [("\r", "Thread-2"), (" ", "PAUSED"), ("\u{1B}", "pool-map")]
    ),
    Calm(name: "ended", steps: [("\r", "Thread-2"), ("x", "─ Stopped")]),
    Calm(
      name: "ended by itself",
      steps: [(":run pool-submit rounds=1 speed=10\r", "check ✓"), ("", "Try: ")]
    ),
    Calm(name: "Log", steps: [("\r", "Thread-2"), ("x", "─ Stopped"), ("3", "─ Log ─")]),
  ]

  @Test(arguments: calms)
  func `rest costs nothing`(calm: Calm) async throws {
    try await onThread(deadline: .seconds(90)) {
      let session = try TerminalSession()
      session.wait(for: "basic-threads")
      for step in calm.steps {
        session.press(step.keys)
        session.wait(for: step.sign)
      }
      // Messages of the last key go after a few seconds, and the news of the lanes.
      session.watch(for: .seconds(6))
      let process = session.process
      let before = (process.cpuNanoseconds, process.turns, process.residentKilobytes)
      #expect(before.0 > 0 && before.1 > 0 && before.2 > 0, "the system tells nothing")
      let written = session.watch(for: Load.isSoak ? .seconds(120) : .seconds(3))
      let cpu = process.cpuNanoseconds - before.0
      #expect(written == 0, "bytes written")
      #expect(process.turns == before.1, "turns on a CPU")
      #expect(cpu == 0, "nanoseconds of CPU")
      #expect(process.residentKilobytes <= before.2, "resident memory grows")
      session.child.kill(SIGTERM)
      #expect(session.end() == 128 + SIGTERM)
    }
  }
}
