// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing
import ThreadmillTerminal

/// The program on a terminal of its own, with what a person would see on it.
final class TerminalSession {
  let terminal: PseudoTerminal
  let child: ChildProcess
  /// Everything that was written so far.
  private(set) var bytes: [UInt8] = []
  private let screen: VirtualTerminal
  private let modesBefore: [UInt8]

  struct NoTerminal: Error {}

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - arguments: Without the program's name.
  ///   - program: The path of another program than ours.
  ///   - columns: The terminal's width.
  ///   - rows: The terminal's height.
  ///   - term: Its type; `nil` leaves `TERM` out.
  ///   - locale: `LC_ALL`; `nil` leaves it out.
  ///   - more: More of the environment, as `NAME=value`.
  /// - Throws: If there is no terminal to be had.
  init(
    _ arguments: [String] = [],
    program: String = Program.path,
    columns: Int = 80,
    rows: Int = 24,
    term: String? = "xterm-256color",
    locale: String? = "C.UTF-8",
    _ more: [String] = []
  ) throws {
    let size = ScreenSize(columns: columns, rows: rows)
    guard let screen = VirtualTerminal(size) else { throw NoTerminal() }
    self.screen = screen
    terminal = try PseudoTerminal(columns: columns, rows: rows)
    modesBefore = terminal.modes
    let usual = Probe.environment().filter { !$0.hasPrefix("TERM=") && !$0.hasPrefix("LC_ALL=") }
    let chosen = [term.map { "TERM=\($0)" }, locale.map { "LC_ALL=\($0)" }].compactMap(\.self)
    child = try terminal.spawn(program, arguments, environment: usual + chosen + more)
  }

  /// What the terminal shows.
  var rows: [String] { screen.rows }

  /// What stands at a position.
  func cell(x: Int, y: Int) -> VirtualCell { screen.cell(x: x, y: y) }

  /// All cells, row by row.
  var cells: [[VirtualCell]] {
    (0..<screen.size.rows).map { y in
      (0..<screen.size.columns).map { x in screen.cell(x: x, y: y) }
    }
  }

  /// Whether a text stands somewhere on the screen.
  func shows(_ text: String) -> Bool { rows.contains { $0.contains(text) } }

  /// What the system says about the program.
  var process: ProcessView { ProcessView(child.id) }

  /// Presses keys.
  func press(_ keys: String) { terminal.type(keys) }

  /// Changes the size of the window.
  func resize(columns: Int, rows: Int) {
    screen.resize(ScreenSize(columns: columns, rows: rows))
    terminal.resize(columns: columns, rows: rows)
  }

  // MARK: - Waiting

  /// Reads until the screen is as it should be; an issue if that never comes.
  func wait(
    _ what: String,
    upTo limit: Duration = .seconds(10),
    sourceLocation: SourceLocation = #_sourceLocation,
    until isTrue: ([String]) -> Bool
  ) {
    let deadline = Deadline(after: limit * Load.patience)
    while !isTrue(rows) {
      if deadline.hasPassed {
        Issue.record(
          "never: \(what)\n\(rows.joined(separator: "\n"))",
          sourceLocation: sourceLocation
        )
        return
      }
      take(terminal.read(upTo: .milliseconds(50)))
    }
  }

  /// Reads until a text is on the screen.
  func wait(
    for text: String,
    upTo limit: Duration = .seconds(10),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    wait("\"\(text)\"", upTo: limit, sourceLocation: sourceLocation) { rows in
      rows.contains { $0.contains(text) }
    }
  }

  /// Reads until nothing has come for a while.
  func settle(_ quiet: Duration = .milliseconds(150)) {
    take(terminal.readUntilQuiet(quiet, upTo: .seconds(10)))
  }

  /// Reads for so long, whatever comes; returns how many bytes that were.
  @discardableResult
  func watch(for duration: Duration) -> Int {
    let before = bytes.count
    let deadline = Deadline(after: duration)
    while !deadline.hasPassed { take(terminal.read(upTo: .milliseconds(100))) }
    return bytes.count - before
  }

  // MARK: - Judging

  /// Checks a screen that stands still: drawn anew on a blank terminal it must look the same.
  ///
  /// Cells that a frame, a size or another program has left behind are found so. Left out are the row that
  /// then says `:redraw` and the one with the share of the CPUs, which is measured anew.
  func expectWholeScreen(sourceLocation: SourceLocation = #_sourceLocation) {
    settle(.milliseconds(300))
    let before = cells
    let start = bytes.count
    press("\u{C}")
    wait(for: ":redraw", sourceLocation: sourceLocation)
    settle(.milliseconds(200))
    guard let blank = VirtualTerminal(screen.size) else { return }
    blank.feed(Array(bytes[start...]))
    for (y, row) in blank.rows.enumerated() where !row.contains(":redraw") && !row.contains("CPUs ")
    {
      for (x, shown) in before[y].enumerated() where !blank.cell(x: x, y: y).looks(like: shown) {
        Issue.record(
          "(\(x), \(y)) showed \(shown), now:\n\(blank.rows.joined(separator: "\n"))",
          sourceLocation: sourceLocation
        )
        return
      }
    }
  }

  /// Checks that the terminal is as it was before the program: modes, screen, cursor.
  func expectTerminalAsBefore(
    mayChangeModes: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let modes = mayChangeModes ? modesBefore : terminal.modes
    #expect(modes == modesBefore, "terminal modes", sourceLocation: sourceLocation)
    let ledger = ModeLedger(bytes)
    let isOn = ledger.isOn.subtracting([7, 25])
    #expect(isOn.isEmpty, "left switched on", sourceLocation: sourceLocation)
    #expect(!ledger.isOff.contains(25), "the cursor is hidden", sourceLocation: sourceLocation)
  }

  /// Waits for the end and looks at what is left of the terminal.
  ///
  /// - Parameters:
  ///   - limit: How long that may take; longer in a soak.
  ///   - mayChangeModes: Whether the terminal may have other modes than before.
  ///   - sourceLocation: Where the test stands.
  /// - Returns: The exit code, negative for a signal; `nil` if it has not ended.
  func end(
    within limit: Duration = .seconds(3),
    mayChangeModes: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Int32? {
    let deadline = Deadline(after: limit * Load.patience)
    var status: ChildProcess.Status?
    while status == nil, !deadline.hasPassed {
      // Somebody must read, or the last frame holds it.
      take(terminal.read(upTo: .milliseconds(20)))
      status = child.wait(upTo: .milliseconds(1))
    }
    settle(.milliseconds(50))
    expectTerminalAsBefore(mayChangeModes: mayChangeModes, sourceLocation: sourceLocation)
    switch status {
    case .exited(let code): return code
    case .signalled(let signal): return -signal
    case nil:
      Issue.record(
        "has not ended within \(limit)\n\(rows.joined(separator: "\n"))",
        sourceLocation: sourceLocation
      )
      return nil
    }
  }

  private func take(_ more: [UInt8]) {
    bytes += more
    screen.feed(more)
  }
}
