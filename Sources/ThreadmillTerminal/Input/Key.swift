// SPDX-License-Identifier: Apache-2.0

/// One thing a person did at the keyboard.
package enum Key: Sendable, Hashable {
  /// A printable character, space included.
  case character(Character)
  /// Control and a letter, given in lower case: `^C` is `.control("c")`.
  case control(Character)
  /// Return, or the number pad's Enter.
  case enter
  /// Esc.
  case escape
  /// Tab.
  case tab
  /// Shift and Tab.
  case backTab
  /// The key that deletes to the left.
  case backspace
  /// The key that deletes to the right.
  case delete
  /// The upward arrow.
  case up
  /// The downward arrow.
  case down
  /// The arrow to the left.
  case left
  /// The arrow to the right.
  case right
  /// To the beginning.
  case home
  /// To the end.
  case end
  /// One page back.
  case pageUp
  /// One page on.
  case pageDown
  /// A function key, F1 is 1.
  case function(Int)
  /// The terminal's window got or lost the focus.
  case focus(Bool)
}
