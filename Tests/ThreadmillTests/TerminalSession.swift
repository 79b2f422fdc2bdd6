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
  /// - Throws: If there is no terminal to be had.
  init(
    _ arguments: [String] = [],
    program: String = Program.path,
    columns: Int = 80,
    rows: Int = 24,
    term: String? = "xterm-256color",
    locale: String = "C.UTF-8",
    _ more: [String] = []
  ) throws {
    let size = ScreenSize(columns: columns, rows: rows)
    guard let screen = VirtualTerminal(size) else { throw NoTerminal() }
    self.screen = screen
    terminal = try PseudoTerminal(columns: columns, rows: rows)
    modesBefore = terminal.modes
    let environment = Probe.environment(locale: locale, more).filter { !$0.hasPrefix("TERM=") }
    child = try terminal.spawn(
      program,
      arguments,
      environment: environment + (term.map { ["TERM=\($0)"] } ?? [])
    )
  }

  /// What the terminal shows.
  var rows: [String] { screen.rows }

  /// Whether a text stands somewhere on the screen.
  func shows(_ text: String) -> Bool { rows.contains { $0.contains(text) } }

  /// Presses keys.
  func press(_ keys: String) { terminal.type(keys) }

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

  /// Waits for the end and looks at what is left of the terminal.
  ///
  /// - Parameters:
  ///   - mayChangeModes: Whether the terminal may have other modes than before.
  ///   - sourceLocation: Where the test stands.
  /// - Returns: The exit code, negative for a signal; `nil` if it has not ended.
  func end(
    mayChangeModes: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Int32? {
    let deadline = Deadline(after: .seconds(10) * Load.patience)
    var status: ChildProcess.Status?
    while status == nil, !deadline.hasPassed {
      // Somebody must read, or the last frame holds it.
      take(terminal.read(upTo: .milliseconds(20)))
      status = child.wait(upTo: .milliseconds(1))
    }
    settle(.milliseconds(50))
    #expect(
      mayChangeModes || terminal.modes == modesBefore,
      "terminal modes",
      sourceLocation: sourceLocation
    )
    let isOn = ModeLedger(bytes).isOn.subtracting([7, 25])
    #expect(isOn.isEmpty, "left switched on", sourceLocation: sourceLocation)
    switch status {
    case .exited(let code): return code
    case .signalled(let signal): return -signal
    case nil:
      Issue.record("has not ended\n\(rows.joined(separator: "\n"))", sourceLocation: sourceLocation)
      return nil
    }
  }

  private func take(_ more: [UInt8]) {
    bytes += more
    screen.feed(more)
  }
}
