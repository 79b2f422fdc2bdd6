// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A signal that the run loop answers.
package enum TerminalSignal: Sendable, Hashable {
  /// The window has a new size (WINCH).
  case resized
  /// Stop until continued (TSTP from outside; `^Z` is a key).
  case suspend
  /// Continued after a stop (CONT).
  case continued
  /// End now, with that signal as the exit status (TERM, HUP, INT, QUIT).
  case end(Int32)

  /// The number of the signal that asks to end; `nil` for the others.
  package var endNumber: Int32? {
    if case .end(let number) = self { number } else { nil }
  }

  init?(number: UInt8) {
    switch Int32(number) {
    case SIGWINCH: self = .resized
    case SIGTSTP: self = .suspend
    case SIGCONT: self = .continued
    case SIGTERM, SIGHUP, SIGINT, SIGQUIT: self = .end(Int32(number))
    default: return nil
    }
  }
}
