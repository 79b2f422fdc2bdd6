// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import TerminalTestSupport
import Testing
import ThreadmillTerminal

/// What a terminal shows after each frame, against the grid that was presented.
@Suite(.watched) struct DifferentialTests {
  /// One kind of terminal, its locale, and what more its environment says.
  struct Kind: Sendable, CustomStringConvertible {
    var term: String
    var locale = "C.UTF-8"
    var depth = ColorDepth.palette256
    var more: [String] = []
    var description: String { "\(term) \(locale) \(more)" }
  }

  @Test(arguments: [
    Kind(term: "xterm-256color"),
    Kind(term: "xterm-256color", locale: "C"),
    Kind(term: "xterm-256color", depth: .mono, more: ["NO_COLOR=1"]),
    Kind(term: "xterm-256color", more: ["COLUMNS=7", "LINES=3"]),
    Kind(term: "screen-256color"),
    Kind(term: "tmux-256color"),
    Kind(term: "xterm", depth: .ansi8),
    Kind(term: "vt100", depth: .mono),
    Kind(term: "linux", depth: .mono, more: ["NO_COLOR=1"]),
  ])
  func `every frame arrives as it was drawn`(kind: Kind) throws {
    let seed: UInt64 = 42
    var size = ScreenSize(columns: 40, rows: 12)
    let terminal = try PseudoTerminal(columns: size.columns, rows: size.rows)
    let environment = Probe.environment(term: kind.term, locale: kind.locale, kind.more)
    let child = try terminal.spawn(Probe.path, ["grids", "\(seed)"], environment: environment)
    let oracle = try #require(VirtualTerminal(size))
    var walk = GridWalk(seed: seed, size: size)
    oracle.feed(readFrame(terminal))
    var random = SplitMix(seed: 7)
    for step in 1...160 {
      if step % 16 == 0 {
        size = ScreenSize(columns: 1 + random.below(70), rows: 1 + random.below(24))
        oracle.resize(size)
        terminal.resize(columns: size.columns, rows: size.rows)
        walk.resize(to: size)
        oracle.feed(readFrame(terminal))
      } else {
        terminal.type("n")
        walk.next()
        oracle.feed(readFrame(terminal))
      }
      guard difference(oracle, walk.grid, kind).map({ Issue.record("step \(step): \($0)") }) == nil
      else { return }
    }
    terminal.type("q")
    #expect(child.wait(upTo: .seconds(10)) == .exited(0))
  }

  @Test(arguments: [(1, 1), (2, 1), (1, 2), (500, 200), (0, 0)])
  func `every size is drawn`(columns: Int, rows: Int) throws {
    let size =
      columns == 0 ? ScreenSize(columns: 80, rows: 24) : ScreenSize(columns: columns, rows: rows)
    let terminal = try PseudoTerminal(columns: columns, rows: rows)
    let child = try terminal.spawn(Probe.path, ["grids", "1"], environment: Probe.environment())
    let oracle = try #require(VirtualTerminal(size))
    var walk = GridWalk(seed: 1, size: size)
    oracle.feed(readFrame(terminal))
    for step in 1...20 {
      terminal.type("n")
      walk.next()
      oracle.feed(readFrame(terminal))
      try #require(difference(oracle, walk.grid, Kind(term: "xterm-256color")) == nil, "\(step)")
    }
    terminal.type("q")
    #expect(child.wait(upTo: .seconds(10)) == .exited(0))
  }

  private func readFrame(_ terminal: PseudoTerminal) -> [UInt8] {
    terminal.read(until: "\u{1B}[?2026l", upTo: .seconds(20))
  }

  /// Without a switch for line wrap ncurses cannot place a wide character beside the last corner.
  private func isSacrificed(_ x: Int, _ y: Int, _ grid: Grid, _ kind: Kind) -> Bool {
    let last = grid.size.columns - 1
    return (kind.term.hasPrefix("screen") || kind.term.hasPrefix("tmux"))
      && y == grid.size.rows - 1 && (last - 2...last - 1).contains(x)
      && grid[last - 1, y].isContinuation && !grid[last, y].isContinuation
  }

  private func difference(_ oracle: VirtualTerminal, _ grid: Grid, _ kind: Kind) -> String? {
    for y in 0..<grid.size.rows {
      for x in 0..<grid.size.columns {
        let shown = oracle.cell(x: x, y: y)
        let expected = VirtualCell(
          expecting: grid[x, y],
          isUTF8: kind.locale != "C",
          depth: kind.depth
        )
        if !shown.looks(like: expected), !isSacrificed(x, y, grid, kind) {
          return "(\(x), \(y)) shows \(shown), expected \(expected)\n"
            + "shown:    \(oracle.text(row: y))\nexpected: \(grid.text(row: y))"
        }
      }
    }
    return nil
  }
}
