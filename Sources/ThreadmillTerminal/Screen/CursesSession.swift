// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

/// ncurses between its start and its end, and the terminal's modes with it.
///
/// ncurses keeps its state per process, so only one session may be open at a time. The modes are set
/// and restored here and by the guard, never by ncurses: close, suspend, exit and crash all go one way.
final class CursesSession {
  /// The terminal, on a description of its own.
  var terminal: Int32 { descriptor.number }
  /// The whole screen.
  let window: Curses.Window
  /// A pad that is never drawn: reading keys through the screen's window would draw it.
  let keys: Curses.Window
  let capture: FrameCapture
  let modes: TerminalModes
  private(set) var isActive = true
  private var wayBack = ""
  private let curses: Curses.Terminal
  private let descriptor: OwnedDescriptor
  private let input: OwnedStream

  init(type: String) throws(TerminalError) {
    descriptor = try OwnedDescriptor(tm_terminal_open(), "no terminal to draw on")
    capture = try FrameCapture()
    input = try OwnedStream(duplicating: descriptor.number, mode: "r")
    tm_guard_install()
    tm_guard_set_bytes("", 0)
    let error = tm_guard_arm(descriptor.number)
    guard error == 0 else { throw TerminalError(.system, "no terminal modes", errno: error) }
    // The size is the kernel's word. ncurses would believe these two, at every resume again; and told by
    // use_env(false) not to, it cannot start where the description has no size.
    unsetenv("LINES")
    unsetenv("COLUMNS")
    guard let curses = Curses.Terminal(type: type, output: capture.stream, input: input.stream),
      let window = Curses.wholeScreen, let keys = Curses.Window(padOfRows: 1, columns: 1)
    else {
      tm_guard_restore()
      tm_guard_forget(descriptor.number)
      throw TerminalError(
        .unknownType,
        "terminals of type \"\(type)\" are unknown here; try TERM=xterm-256color, or --plain"
      )
    }
    self.curses = curses
    self.window = window
    self.keys = keys
    modes = TerminalModes()
    start()
  }

  deinit {
    deactivate()
    tm_guard_forget(terminal)
    keys.delete()
    curses.delete()
  }

  private func start() {
    prepareLeaving()
    // ncurses believes in raw input only if it may set it itself; then ours, which is more. It must read
    // the modes first: from the file that it believes to be the terminal it has none, and would set zeros,
    // the line's speed among them.
    capture.withTerminal(terminal) {
      Curses.saveModes()
      Curses.setRawInput()
    }
    tm_terminal_raw(terminal)
    Curses.keepInputAsTyped()
    keys.prepareForKeys(escapeDelay: 25)
    KeyCodes.define()
    Curses.hideCursor()
    window.leaveCursor()
    // Until its first update after an endwin, ncurses flushes at every cursor move: hundreds of
    // writes per frame. One update and one more endwin, caught and forgotten, cure it; the first
    // frame then switches the screen over like any other resume.
    Curses.saveModes()
    Curses.end()
    window.refresh()
    Curses.end()
    capture.discard()
  }

  /// Takes over the terminal's size.
  func resize(to size: ScreenSize) {
    Curses.resize(rows: size.rows, columns: size.columns)
    prepareLeaving()
  }

  /// Tells the guard the way back from a screen of this size.
  private func prepareLeaving() {
    let bytes = modes.leave(rows: window.rowCount)
    guard bytes != wayBack else { return }
    wayBack = bytes
    tm_guard_set_bytes(bytes, bytes.utf8.count)
  }

  /// Gives the terminal back as it was; ``activate()`` takes it again.
  func deactivate() {
    guard isActive else { return }
    isActive = false
    tm_guard_restore()
    if !Curses.isEnded { Curses.end() }
    capture.discard()
  }

  /// Takes the terminal; the next frame switches the screen over.
  func activate() {
    // Armed anew: the shell may have changed its modes meanwhile.
    if !isActive { _ = tm_guard_arm(terminal) }
    isActive = true
    tm_terminal_raw(terminal)
  }
}
