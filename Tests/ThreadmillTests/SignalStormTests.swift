// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing

/// Signals that ask for nothing much, by the hundred.
@Suite(.serialized)
struct SignalStormTests {
  @Test(arguments: [
    [SIGCONT], [SIGWINCH], [SIGURG], [SIGCHLD], [SIGCONT, SIGWINCH, SIGURG, SIGCHLD],
  ])
  func `a run outlives them and the screen is right`(signals: [Int32]) async throws {
    try await onThread {
      let session = try TerminalSession()
      session.wait(for: "Enter")
      session.press("\r")
      session.wait("three lanes") { RunScreen($0).has(lane: 2) }
      for number in 0..<Load.scaled(400, soak: 20000) {
        session.child.kill(signals[number % signals.count])
        if number % 50 == 0 { session.watch(for: .milliseconds(1)) }
      }
      session.press(">")
      session.wait("another size") { RunScreen($0).knob("size") == "200 ms" }
      let lanes = RunScreen(session.rows).lanes
      session.wait("the run goes on") { RunScreen($0).lanes != lanes }
      session.press(" ")
      session.wait("paused") { $0.first?.hasSuffix("PAUSED") == true }
      session.settle(.milliseconds(300))
      session.expectWholeScreen()
      session.press("q")
      #expect(session.end() == 0)
    }
  }
}
