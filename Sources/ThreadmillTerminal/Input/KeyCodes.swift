// SPDX-License-Identifier: Apache-2.0
import CNcurses

/// The numbers that ncurses gives to keys that are no characters.
enum KeyCodes {
  /// Ours, above all of terminfo's.
  private static let focusIn: Int32 = 3000
  private static let focusOut: Int32 = 3001

  /// The key behind a number; `nil` for the many that mean nothing here.
  static func key(_ code: Int32) -> Key? {
    switch code {
    case focusIn: .focus(true)
    case focusOut: .focus(false)
    case KEY_F0 + 1...KEY_F0 + 63: .function(Int(code - KEY_F0))
    default: names[code]
    }
  }

  private static let names: [Int32: Key] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right,
    KEY_SR: .up, KEY_SF: .down, KEY_SLEFT: .left, KEY_SRIGHT: .right,
    KEY_HOME: .home, KEY_END: .end, KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown,
    KEY_A1: .home, KEY_C1: .end, KEY_A3: .pageUp, KEY_C3: .pageDown,
    KEY_FIND: .home, KEY_SELECT: .end,
    KEY_ENTER: .enter, KEY_BACKSPACE: .backspace, KEY_DC: .delete, KEY_BTAB: .backTab,
  ]

  /// Teaches ncurses what terminals really send, whatever their description says.
  static func define() {
    define_key("\u{1B}[I", focusIn)
    define_key("\u{1B}[O", focusOut)
    define_key("\u{1B}[Z", KEY_BTAB)
    // Cursor keys in both of their modes, and the editing keys of xterm, rxvt and the console.
    for prefix in ["\u{1B}[", "\u{1B}O"] {
      for (letter, code) in [
        ("A", KEY_UP), ("B", KEY_DOWN), ("C", KEY_RIGHT), ("D", KEY_LEFT), ("H", KEY_HOME),
        ("F", KEY_END),
      ] { define_key(prefix + letter, code) }
    }
    for (number, code) in [
      (1, KEY_HOME), (3, KEY_DC), (4, KEY_END), (5, KEY_PPAGE), (6, KEY_NPAGE), (7, KEY_HOME),
      (8, KEY_END),
    ] { define_key("\u{1B}[\(number)~", code) }
    defineFunctionKeys()
  }

  private static func defineFunctionKeys() {
    for (index, letter) in ["P", "Q", "R", "S"].enumerated() {
      define_key("\u{1B}O\(letter)", KEY_F0 + Int32(index) + 1)
    }
    for (index, letter) in ["A", "B", "C", "D", "E"].enumerated() {
      define_key("\u{1B}[[\(letter)", KEY_F0 + Int32(index) + 1)
    }
    let numbers = [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24]
    for (index, number) in numbers.enumerated() {
      define_key("\u{1B}[\(number)~", KEY_F0 + Int32(index) + 1)
    }
  }
}
