// SPDX-License-Identifier: Apache-2.0

/// One thing a person did at the keyboard.
package enum Key: Sendable, Hashable {
  /// A printable character, space included.
  case character(Character)
  /// Control and a letter, given in lower case: `^C` is `.control("c")`.
  case control(Character)
  case enter
  case escape
  case tab
  case backTab
  case backspace
  case delete
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
  case function(Int)
  /// The terminal's window got or lost the focus.
  case focus(Bool)
}
