// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

/// What heals a terminal that a killed program left broken: `threadmill --reset-terminal`.
package enum TerminalReset {
  /// Ends everything a full-screen program may have switched on.
  ///
  /// In order: a cut sequence (CAN), synchronized output, mouse, focus and paste reports, the keypad's
  /// application mode, the alternate screen, scroll region (which would move the cursor), insert mode;
  /// then wrap and cursor on, ASCII, plain style.
  package static let bytes =
    "\u{18}\u{1B}[?2026l\u{1B}[?9l\u{1B}[?1000l\u{1B}[?1001l\u{1B}[?1002l\u{1B}[?1003l"
    + "\u{1B}[?1005l\u{1B}[?1006l\u{1B}[?1015l\u{1B}[?1004l\u{1B}[?2004l\u{1B}[?1l\u{1B}>"
    + "\u{1B}[?1049l\u{1B}[!p\u{1B}7\u{1B}[r\u{1B}8\u{1B}[4l\u{1B}[?7h\u{1B}[?25h\u{1B}(B\u{0F}\u{1B}[m\r\u{1B}[J"

  /// Writes ``bytes`` to the terminal and gives it the modes of `stty sane`.
  ///
  /// - Throws: ``TerminalError`` with code `noTerminal` if there is none, `system` if it refuses.
  package static func run() throws(TerminalError) {
    let terminal = tm_terminal_open()
    guard terminal >= 0 else {
      throw TerminalError(.noTerminal, "no terminal to reset: run this in the broken one")
    }
    defer { close(terminal) }
    let error = tm_terminal_sane(terminal)
    guard error == 0 else { throw TerminalError(.system, "cannot set its modes", errno: error) }
    var output = TerminalOutput(descriptor: terminal)
    output.send(Array(bytes.utf8))
    output.wait(upTo: 1000)
  }
}
