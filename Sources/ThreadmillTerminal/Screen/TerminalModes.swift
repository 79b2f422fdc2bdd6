// SPDX-License-Identifier: Apache-2.0

/// The sequences that switch the terminal over and back, besides those that ncurses sends itself.
///
/// ncurses' own way back is not used: it cannot run in a crash.
struct TerminalModes {
  /// Sent before the first frame: application keypad, focus reports.
  let enter: String
  private let endModes: String
  private let endScreen: String
  /// Whether private modes may be sent: others than ANSI terminals would print them.
  let isANSI: Bool

  /// Whether the terminal can be told not to wrap lines.
  let canSwitchWrap: Bool

  /// Begins and ends a frame that the terminal shows at once (DEC mode 2026; unknown, it is ignored).
  static let beginFrame = "\u{1B}[?2026h"
  static let endFrame = "\u{1B}[?2026l"

  /// Reads the current terminal's description; ncurses must have begun.
  init() {
    isANSI = Curses.moveSequence(row: 0, column: 0)?.hasPrefix("\u{1B}[") ?? false
    canSwitchWrap = Curses.terminfo("smam") != nil && Curses.terminfo("rmam") != nil
    enter = Self.sequence("smkx") + (isANSI ? "\u{1B}[?1004h" : "")
    endModes =
      (isANSI ? Self.endFrame + "\u{1B}[?1004l\u{1B}[?7h" : "")
      + ["sgr0", "rmacs", "rmkx"].map(Self.sequence).joined()
    endScreen = Self.sequence("rmcup")
  }

  /// Undoes everything, what ncurses sent included, on a screen of that height.
  func leave(rows: Int) -> String {
    endModes + (endScreen.isEmpty ? Self.lastLine(of: rows) : endScreen) + Self.sequence("cnorm")
  }

  /// Where there is no second screen to leave, the shell goes on under ours.
  private static func lastLine(of rows: Int) -> String {
    Curses.moveSequence(row: max(0, rows - 1), column: 0).map { withoutDelays($0) + "\r\n" } ?? ""
  }

  private static func sequence(_ name: String) -> String {
    Curses.terminfo(name).map(withoutDelays) ?? ""
  }

  /// Drops `$<5>`: no terminal of today needs time to rest.
  private static func withoutDelays(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "$"), rest[start...].hasPrefix("$<"),
      let end = rest[start...].firstIndex(of: ">")
    {
      result += rest[..<start]
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
