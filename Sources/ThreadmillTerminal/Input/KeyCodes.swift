// SPDX-License-Identifier: Apache-2.0

/// The numbers that ncurses gives to keys that are no characters.
enum KeyCodes {
  private typealias Number = Curses.KeyNumber

  /// Ours, above all of terminfo's.
  private static let focusIn: Int32 = 3000
  private static let focusOut: Int32 = 3001

  /// The key behind a number; `nil` for the many that mean nothing here.
  static func key(_ code: Int32) -> Key? {
    switch code {
    case focusIn: .focus(true)
    case focusOut: .focus(false)
    case Number.function(1)...Number.function(63): .function(Int(code - Number.function(0)))
    default: names[code]
    }
  }

  private static let names: [Int32: Key] = [
    Number.up: .up, Number.down: .down, Number.left: .left, Number.right: .right,
    Number.shiftUp: .up, Number.shiftDown: .down,
    Number.shiftLeft: .left, Number.shiftRight: .right,
    Number.home: .home, Number.end: .end, Number.pageUp: .pageUp, Number.pageDown: .pageDown,
    Number.padUpperLeft: .home, Number.padLowerLeft: .end,
    Number.padUpperRight: .pageUp, Number.padLowerRight: .pageDown,
    Number.find: .home, Number.select: .end,
    Number.enter: .enter, Number.backspace: .backspace,
    Number.delete: .delete, Number.backTab: .backTab, Number.suspend: .control("z"),
  ]

  /// The key that sends a sequence; `nil` for the many that mean nothing here.
  static func key(sequence: String) -> Key? { sequences[sequence].flatMap(key) }

  /// Teaches ncurses what terminals really send, whatever their description says.
  static func define() {
    for (sequence, code) in sequences { Curses.defineKey(sequence, as: code) }
  }

  /// Cursor keys in both of their modes, and the editing and function keys of xterm, rxvt and the console.
  private static let sequences: [String: Int32] = {
    var sequences = [
      "\u{1B}[I": focusIn, "\u{1B}[O": focusOut, "\u{1B}[Z": Number.backTab,
    ]
    for (letter, code) in [
      ("A", Number.up), ("B", Number.down), ("C", Number.right), ("D", Number.left),
      ("H", Number.home), ("F", Number.end),
    ] {
      sequences["\u{1B}[" + letter] = code
      sequences["\u{1B}O" + letter] = code
    }
    for (number, code) in [
      (1, Number.home), (3, Number.delete), (4, Number.end), (5, Number.pageUp),
      (6, Number.pageDown), (7, Number.home), (8, Number.end),
    ] { sequences["\u{1B}[\(number)~"] = code }
    for (index, letter) in ["P", "Q", "R", "S"].enumerated() {
      sequences["\u{1B}O\(letter)"] = Number.function(index + 1)
    }
    for (index, letter) in ["A", "B", "C", "D", "E"].enumerated() {
      sequences["\u{1B}[[\(letter)"] = Number.function(index + 1)
    }
    let numbers = [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24]
    for (index, number) in numbers.enumerated() {
      sequences["\u{1B}[\(number)~"] = Number.function(index + 1)
    }
    return sequences
  }()
}
