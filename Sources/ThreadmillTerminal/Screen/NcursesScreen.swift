// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

/// The terminal as a screen of cells and a source of keys.
///
///     var signals = try SignalPipe()                       // before the screen, see below
///     var screen = try NcursesScreen(.current())
///     while !done {
///       poll([screen.inputDescriptor, signals.descriptor], …)
///       for key in screen.readKeys() { … }
///       screen.present(view(model, screen.size))
///     }
///     screen.close()
///
/// It belongs to the thread that made it: `~Copyable` and not Sendable, so that any other use does not
/// compile. Make the ``SignalPipe`` first; ncurses then leaves those signals alone. However the process
/// ends, except by KILL, the terminal is given back as it was.
package struct NcursesScreen: ~Copyable {
  /// The terminal's capabilities, with the colours it really has.
  package let capabilities: TerminalCapabilities
  /// The size in cells; ``resize()`` renews it.
  package private(set) var size: ScreenSize
  /// Frames of which at least a part reached the terminal.
  package internal(set) var framesWritten = 0
  /// Frames dropped because the terminal was still busy with an earlier one.
  package internal(set) var framesDropped = 0
  /// Whether the terminal is gone: nothing will come from ``readKeys()`` any more, so do not poll it.
  package internal(set) var isHungUp = false

  var session: CursesSession?
  var output: TerminalOutput
  var pairs: ColorPairs
  /// The cells that ncurses was last given; empty if everything must be drawn anew.
  var shown: [Cell] = []
  var line = Curses.Row(columns: 0)
  var mustEnter = true
  var decoder = KeyDecoder()
  /// Whether the last reading stopped at its limit: read again before polling.
  package internal(set) var hasMoreKeys = false

  /// The library behind it, such as `ncurses 6.4.20221231`.
  package static var libraryVersion: String { Curses.version ?? "unknown" }

  /// Switches the terminal over; the first frame makes it visible.
  ///
  /// - Parameter capabilities: What detection found; its type must be known to terminfo.
  /// - Throws: ``TerminalError`` with code `noTerminal`, `unknownType` or `system`.
  package init(_ capabilities: TerminalCapabilities) throws(TerminalError) {
    let session = try CursesSession(type: capabilities.type)
    pairs = ColorPairs(wanted: capabilities.colors)
    session.capture.discard()
    var found = capabilities
    found.colors = pairs.depth
    self.capabilities = found
    self.session = session
    output = TerminalOutput(descriptor: session.terminal)
    size = Self.measure(session)
    session.resize(to: size)
  }

  /// To wait for keys with `poll`, and -1 when closed; a terminal that hangs up is readable, too.
  package var inputDescriptor: Int32 { session?.terminal ?? -1 }
  /// Bytes that the terminal took.
  package var bytesWritten: Int { output.bytesWritten }
  /// Whether a part of a frame waits for the terminal: poll ``inputDescriptor`` for output too, then ``flush()``.
  package var isBehind: Bool { output.isBehind }
  /// Whether the terminal is ours, neither suspended nor closed.
  package var isActive: Bool { session?.isActive ?? false }

  /// Sends on what the terminal did not take yet, without blocking; returns whether all is gone.
  @discardableResult
  package mutating func flush() -> Bool { output.push() }

  /// Takes over the window's new size after ``TerminalSignal/resized``; the next frame draws everything.
  package mutating func resize() {
    guard let session else { return }
    size = Self.measure(session)
    session.resize(to: size)
    shown = []
  }

  /// Draws everything anew with the next frame, whatever happened to the terminal.
  package mutating func invalidate() { shown = [] }

  /// Gives the terminal back for a while, as before ``SignalPipe/stopProcess(wholeGroup:)``.
  package mutating func suspend() {
    session?.deactivate()
    output.discard()
  }

  /// Takes the terminal again, after ``suspend()`` or ``TerminalSignal/continued``; the next frame draws
  /// everything.
  ///
  /// A stop that nobody announced (STOP) leaves the screen as it is, but the shell has set its own modes.
  package mutating func resume() {
    guard let session else { return }
    if !session.isActive { mustEnter = true }
    session.activate()
    resize()
  }

  /// Gives the terminal back for good; closing twice is the same as once.
  package mutating func close() {
    suspend()
    session = nil
  }

  /// The kernel says 0×0 where nobody told it (a serial line, a fresh pty): then the classic size.
  private static func measure(_ session: CursesSession) -> ScreenSize {
    var columns: Int32 = 0
    var rows: Int32 = 0
    _ = tm_terminal_size(session.terminal, &columns, &rows)
    return ScreenSize(
      columns: columns > 0 ? min(Int(columns), 1000) : 80,
      rows: rows > 0 ? min(Int(rows), 500) : 24
    )
  }
}

@available(*, unavailable)
extension NcursesScreen: Sendable {}
