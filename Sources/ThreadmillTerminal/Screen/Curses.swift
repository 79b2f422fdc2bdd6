// SPDX-License-Identifier: Apache-2.0
import CNcurses
import Glibc

/// ncurses as the rest of the module sees it: the one file that imports the library.
///
/// Each member is one call or a few that belong together, in Swift's types and under a name that says
/// what it does; what to call when, and why, stands with the callers. What a frame calls is inlined, so
/// that the door costs nothing.
///
/// ncurses keeps its state per process and is not made for threads: all of this belongs to the thread
/// that owns the ``NcursesScreen``.
enum Curses {
  /// The library's name and version; `nil` if it does not say.
  static var version: String? { curses_version().map { String(cString: $0) } }
}

// MARK: - Beginning and end

extension Curses {
  /// ncurses' memory of one terminal.
  struct Terminal {
    private let pointer: OpaquePointer

    /// Begins; `nil` if terminfo does not know the type, where `initscr` would end the process.
    init?(type: String, output: UnsafeMutablePointer<FILE>, input: UnsafeMutablePointer<FILE>) {
      guard let pointer = newterm(type, output, input) else { return nil }
      self.pointer = pointer
    }

    /// Frees the memory, the whole screen's window included; nothing may be used after it.
    func delete() { delscreen(pointer) }
  }

  /// The whole screen of the current terminal; `nil` before there is one.
  static var wholeScreen: Window? { Window(tm_stdscr()) }

  /// Keeps the terminal's modes of now, for ``update()`` to set again after ``end()``.
  static func saveModes() { def_prog_mode() }

  /// Sends what gives the terminal back; the next ``update()`` takes it again.
  static func end() { endwin() }

  /// Whether ``end()`` was called and no ``update()`` since.
  static var isEnded: Bool { isendwin() }

  /// Takes over a size; ncurses announces it as ``KeyNumber/resize``.
  static func resize(rows: Int, columns: Int) { resizeterm(Int32(rows), Int32(columns)) }

  /// A string of the current terminal's description, such as `rmcup`; `nil` if it has none.
  static func terminfo(_ name: String) -> String? {
    tm_terminfo(name).map { String(cString: $0) }
  }

  /// The sequence that moves the cursor; `nil` if the terminal has none.
  static func moveSequence(row: Int, column: Int) -> String? {
    tm_move_sequence(Int32(row), Int32(column)).map { String(cString: $0) }
  }
}

// MARK: - Drawing

extension Curses {
  /// A window, or a pad; not owned, see ``delete()``.
  struct Window {
    private let pointer: UnsafeMutablePointer<WINDOW>

    fileprivate init?(_ pointer: UnsafeMutablePointer<WINDOW>?) {
      guard let pointer else { return nil }
      self.pointer = pointer
    }

    /// A new window that never shows by itself; `nil` if there is no memory for it.
    init?(padOfRows rows: Int, columns: Int) {
      self.init(newpad(Int32(rows), Int32(columns)))
    }

    /// Frees it, which the whole screen must not be; nothing may use it after.
    func delete() { delwin(pointer) }

    /// Its height.
    var rowCount: Int { Int(getmaxy(pointer)) }

    /// Makes it blank.
    @inline(__always)
    func erase() { werase(pointer) }

    /// Lets an update leave the terminal's cursor wherever drawing ends.
    func leaveCursor() { leaveok(pointer, true) }

    /// Puts the first `count` cells of a row at a place, clipped to the window.
    @inline(__always)
    func put(_ cells: Row, count: Int, row: Int, column: Int) {
      mvwadd_wchnstr(pointer, Int32(row), Int32(column), cells.cells, Int32(count))
    }

    /// Hands its changes to the next ``Curses/update()``.
    @inline(__always)
    func stage() { wnoutrefresh(pointer) }

    /// Stages and updates in one.
    func refresh() { wrefresh(pointer) }

    /// Makes it a source of keys: all eight bits of a byte, numbers for special keys, no waiting.
    ///
    /// - Parameter escapeDelay: Milliseconds in which the rest of a special key must follow its Esc.
    func prepareForKeys(escapeDelay: Int) {
      meta(pointer, true)
      set_escdelay(Int32(escapeDelay))
      keypad(pointer, true)
      nodelay(pointer, true)
    }

    /// The next byte, or a number above 255 (``KeyNumber``); `nil` if nothing was typed.
    @inline(__always)
    func readEvent() -> Int32? {
      let event = wgetch(pointer)
      return event == ERR ? nil : event
    }
  }

  /// A row of cells in the library's own form, made once and filled for every row drawn.
  struct Row {
    fileprivate var cells: [cchar_t]

    init(columns: Int) { cells = Array(repeating: cchar_t(), count: columns) }

    /// Fills one cell with a character and a combining mark (0: none), both Unicode scalars.
    @inline(__always)
    mutating func set(_ index: Int, base: UInt32, mark: UInt32 = 0, _ look: Look) {
      tm_set_cell(
        &cells[index],
        wchar_t(bitPattern: base),
        wchar_t(bitPattern: mark),
        look.attributes.rawValue,
        Int32(look.pair)
      )
    }
  }

  /// How a cell looks.
  struct Look {
    let attributes: Attributes
    /// A pair that ``Curses/definePair(_:foreground:)`` made, or 0.
    let pair: Int
  }

  /// A cell's attributes besides colour.
  struct Attributes: OptionSet {
    let rawValue: UInt32

    // Computed: a stored one would be checked for its start at every use.
    static var bold: Attributes { Attributes(rawValue: TM_A_BOLD) }
    static var dim: Attributes { Attributes(rawValue: TM_A_DIM) }
    static var reverse: Attributes { Attributes(rawValue: TM_A_REVERSE) }
    static var underline: Attributes { Attributes(rawValue: TM_A_UNDERLINE) }
  }

  /// Sends what was staged and differs from what the terminal shows.
  @inline(__always)
  static func update() { doupdate() }

  /// Makes the next ``update()`` clear the terminal and send everything.
  static func redrawAll() { clearok(tm_curscr(), true) }

  /// Hides the terminal's cursor.
  static func hideCursor() { curs_set(0) }
}

// MARK: - Colours

extension Curses {
  /// Starts colours, the terminal's own defaults among them; `false` if it has none.
  static func startColors() -> Bool {
    has_colors() && start_color() == OK && use_default_colors() == OK
  }

  /// How many colours the terminal has; 0 before ``startColors()``.
  static var colorCount: Int { Int(tm_colors()) }

  /// One more than the highest pair that may be defined.
  static var pairCount: Int { Int(tm_color_pairs()) }

  /// Makes a pair of a colour and the terminal's own background; `false` if it cannot be.
  static func definePair(_ pair: Int, foreground: Int) -> Bool {
    init_extended_pair(Int32(pair), Int32(foreground), -1) == OK
  }
}

// MARK: - Keys

extension Curses {
  /// Sets the terminal to raw input, and makes ncurses know it.
  static func setRawInput() { raw() }

  /// Leaves typed characters unshown, and Return and line feed as they are.
  static func keepInputAsTyped() {
    noecho()
    nonl()
  }

  /// Teaches that a key sends this sequence, whatever the terminal's description says.
  static func defineKey(_ sequence: String, as number: Int32) { define_key(sequence, number) }

  /// The numbers of keys that are no characters, all above 255.
  enum KeyNumber {
    static let up = KEY_UP
    static let down = KEY_DOWN
    static let left = KEY_LEFT
    static let right = KEY_RIGHT
    static let home = KEY_HOME
    static let end = KEY_END
    static let pageUp = KEY_PPAGE
    static let pageDown = KEY_NPAGE
    static let enter = KEY_ENTER
    static let backspace = KEY_BACKSPACE
    static let delete = KEY_DC
    static let backTab = KEY_BTAB

    // With Shift.
    static let shiftUp = KEY_SR
    static let shiftDown = KEY_SF
    static let shiftLeft = KEY_SLEFT
    static let shiftRight = KEY_SRIGHT

    // The corners of the number pad, and what old keyboards have for Home and End.
    static let padUpperLeft = KEY_A1
    static let padLowerLeft = KEY_C1
    static let padUpperRight = KEY_A3
    static let padLowerRight = KEY_C3
    static let find = KEY_FIND
    static let select = KEY_SELECT

    /// ^Z, in the words of the console's description.
    static let suspend = KEY_SUSPEND

    /// No key: the screen has a new size.
    static let resize = KEY_RESIZE

    /// Function key `n` in `0...63`.
    static func function(_ n: Int) -> Int32 { KEY_F0 + Int32(n) }
  }
}
