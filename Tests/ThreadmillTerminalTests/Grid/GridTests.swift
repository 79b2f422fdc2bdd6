// SPDX-License-Identifier: Apache-2.0
import TerminalTestSupport
import Testing
import ThreadmillTerminal

@Suite struct GridTests {
  private func grid(_ columns: Int = 10, _ rows: Int = 3) -> Grid {
    Grid(ScreenSize(columns: columns, rows: rows))
  }

  @Test func `text is put where it belongs and its columns are counted`() {
    var grid = grid()
    #expect(grid.put("ab漢", x: 1, y: 1) == 4)
    #expect(grid.rows == ["", " ab漢", ""])
    #expect(grid[4, 1].isContinuation)
  }

  @Test func `text is clipped at every edge`() {
    var grid = grid()
    #expect(grid.put("0123456789ABC", x: 0, y: 0) == 10)
    #expect(grid.put("abc", x: -2, y: 1) == 3)
    #expect(grid.put("abc", x: 8, y: 2) == 2)
    #expect(grid.put("abc", x: 0, y: 3) == 0)
    #expect(grid.put("abc", x: 0, y: -1) == 0)
    #expect(grid.put("abc", x: .max, y: .max) == 0)
    #expect(grid.put("abc", x: .min, y: 0) == 3)
    #expect(grid.rows == ["0123456789", "c", "        ab"])
  }

  @Test func `a width limits the text`() {
    var grid = grid()
    #expect(grid.put("abcdef", x: 2, y: 0, width: 3) == 3)
    #expect(grid.put("abcdef", x: 2, y: 1, width: 0) == 0)
    #expect(grid.put("abcdef", x: 2, y: 1, width: -5) == 0)
    #expect(grid.put("abcdef", x: 0, y: 2, width: .max) == 6)
    #expect(grid.rows == ["  abc", "", "abcdef"])
  }

  @Test func `half of a wide character becomes a blank`() {
    var grid = grid(5, 2)
    #expect(grid.put("漢字漢", x: 0, y: 0) == 5)
    #expect(grid.text(row: 0) == "漢字")
    grid.put("漢字", x: -1, y: 1)
    #expect(grid.text(row: 1) == " 字")
  }

  @Test func `cutting a wide character blanks its other half`() {
    var grid = grid()
    grid.put("漢字", x: 0, y: 0)
    grid.put("x", x: 1, y: 0)
    #expect(grid.text(row: 0) == " x字")
    grid.put("y", x: 2, y: 0)
    #expect(grid.text(row: 0) == " xy")
  }

  @Test func `combining marks join the character before them`() {
    var grid = grid()
    #expect(grid.put("e\u{301}a", x: 0, y: 0) == 2)
    #expect(grid[0, 0].mark == 0x301)
    #expect(grid.put("\u{301}x", x: 0, y: 1) == 1)
    #expect(grid.text(row: 1) == "x")
    #expect(grid.put("漢\u{301}", x: 0, y: 2) == 2)
    #expect(grid[0, 2].mark == 0x301)
  }

  @Test(arguments: [
    ("\u{1B}[31mred", "?[31mred"), ("a\tb", "a b"), ("a\r\nb", "a??b"), ("\u{7F}\u{9B}", "??"),
    ("a\u{202E}b", "ab"), ("a\u{200D}b\u{FE0F}", "ab"), ("soft\u{AD}", "soft-"),
  ])
  func `nothing that a terminal acts on gets in`(text: String, expected: String) {
    var grid = grid()
    grid.put(text, x: 0, y: 0)
    #expect(grid.text(row: 0) == expected)
  }

  @Test func `a cell set by hand keeps the grid whole`() {
    var grid = grid(3, 1)
    grid[0, 0] = Cell("漢")
    #expect(grid[1, 0].isContinuation)
    grid[2, 0] = Cell("漢")
    #expect(grid.text(row: 0) == "漢?")
    grid[1, 0] = Cell("\u{1B}")
    #expect(grid.text(row: 0) == " ??")
    grid[7, 7] = Cell("x")
    #expect(grid[7, 7] == .blank)
  }

  @Test func `a rectangle is filled and restyled within the edges`() {
    var grid = grid(4, 2)
    grid.fill(x: -5, y: -5, width: .max, height: 6, scalar: "#")
    #expect(grid.rows == ["####", ""])
    grid.restyle(x: 1, y: 0, width: 2, height: 9) { $0.reversed }
    #expect((0..<4).map { grid[$0, 0].style.isReverse } == [false, true, true, false])
    grid.fill(x: 3, y: 1, width: -1, height: 1, scalar: "x")
    #expect(grid.rows == ["####", ""])
  }

  @Test func `random edits never tear a wide character`() {
    var walk = GridWalk(seed: 3, size: ScreenSize(columns: 13, rows: 5))
    for step in 0..<2000 {
      if step % 50 == 0 {
        walk.resize(to: ScreenSize(columns: 1 + step % 17, rows: 1 + step % 7))
      }
      walk.next()
      #expect(isWhole(walk.grid), "step \(step)")
    }
  }

  private func isWhole(_ grid: Grid) -> Bool {
    for y in 0..<grid.size.rows {
      for x in 0..<grid.size.columns {
        let isWide = Unicode.Scalar(grid[x, y].base).map { TextWidth.columns(of: $0) == 2 } ?? false
        let isFollowed = x + 1 < grid.size.columns && grid[x + 1, y].isContinuation
        if grid[x, y].isContinuation ? x == 0 : isWide != isFollowed { return false }
      }
    }
    return true
  }
}
