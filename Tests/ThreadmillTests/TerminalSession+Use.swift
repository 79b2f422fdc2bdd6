// SPDX-License-Identifier: Apache-2.0

import Testing

extension TerminalSession {
  /// Runs a demo, adds a worker, stands still, leaves; looks at the screen before it leaves.
  func use(_ look: () -> Void) {
    wait(for: "Enter")
    press("\r")
    wait(for: "Thread-2")
    press("+")
    wait(for: ":set workers +1")
    wait("a fourth lane") { rows in rows.contains { $0.hasPrefix(" Thread-3 ") } }
    press(" ")
    wait("paused") { $0.first?.hasSuffix("PAUSED") == true }
    settle(.milliseconds(300))
    expectWholeScreen()
    look()
    press("q")
    #expect(end() == 0)
  }
}
