// SPDX-License-Identifier: Apache-2.0

import Testing

extension TerminalSession {
  /// Runs a demo, changes its size, stands still, leaves; looks at the screen before it leaves.
  func use(_ look: () -> Void) {
    wait(for: "Enter")
    press("\r")
    wait(for: "Thread-2")
    press(">")
    wait(for: ":set size +1")
    wait(for: " size 200 ms ")
    press(" ")
    wait("paused") { $0.first?.hasSuffix("PAUSED") == true }
    settle(.milliseconds(300))
    expectWholeScreen()
    look()
    press("q")
    #expect(end() == 0)
  }
}
