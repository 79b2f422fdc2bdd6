// SPDX-License-Identifier: Apache-2.0
package import ThreadmillTerminal

/// Random edits of a grid that two processes can make alike: the one that draws and the one that checks.
package struct GridWalk {
  /// The frame after the last step.
  package private(set) var grid: Grid
  private var random: SplitMix
  private var step = 0

  private static let texts = [
    "workers", "█▉▊▋▌▍▎▏", "─┬│└┘", "漢字かな", "e\u{301}a\u{308}o\u{302}", "한국어", "→ ⊘ ✓", "😀 ok",
    "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~", "0123456789", "                    ", "ｗｉｄｅ",
    "\u{1B}[31m\u{7}",
  ]

  /// Starts with a blank grid.
  package init(seed: UInt64, size: ScreenSize) {
    random = SplitMix(seed: seed)
    grid = Grid(size)
  }

  /// Takes another size and keeps what fits.
  package mutating func resize(to size: ScreenSize) { grid = grid.resized(to: size) }

  /// Makes the next frame; it always differs from the one before.
  package mutating func next() {
    step += 1
    switch random.below(12) {
    case 0: grid = Grid(grid.size)
    case 1: scroll()
    case 2, 3: fill()
    default: for _ in 0..<1 + random.below(8) { write() }
    }
    grid.put("\(step % 10)#\(step)", x: 0, y: 0)
  }

  private mutating func write() {
    grid.put(
      Self.texts[random.below(Self.texts.count)],
      x: random.below(grid.size.columns + 4) - 3,
      y: random.below(grid.size.rows),
      style: style()
    )
  }

  private mutating func fill() {
    grid.fill(
      x: random.below(grid.size.columns),
      y: random.below(grid.size.rows),
      width: random.below(30),
      height: random.below(5),
      style: style(),
      scalar: ["█", "x", " ", "-"][random.below(4)]
    )
  }

  /// Moves every row up by one: what a log does.
  private mutating func scroll() {
    var moved = Grid(grid.size)
    for y in 1..<max(1, grid.size.rows) {
      for x in 0..<grid.size.columns { moved[x, y - 1] = grid[x, y] }
    }
    grid = moved
  }

  private mutating func style() -> Style {
    let colors: [UInt8?] = [nil, 1, 4, 7]
    return Style(
      colors[random.below(colors.count)],
      bold: random.below(4) == 0,
      reverse: random.below(4) == 0,
      underline: random.below(6) == 0
    )
  }
}
