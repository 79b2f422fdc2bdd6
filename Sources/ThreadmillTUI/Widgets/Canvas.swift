// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// A grid that is being drawn on, in a look.
///
/// Nothing traps, and nothing is drawn outside the grid: views may ask for rows and columns that do
/// not exist.
package struct Canvas {
  /// What has been drawn so far.
  package private(set) var grid: Grid
  /// How it may look.
  package let look: Look
  private let styles: [Style]

  /// Creates a blank canvas.
  package init(_ size: ScreenSize, look: Look) {
    grid = Grid(size)
    self.look = look
    styles = Role.allCases.map { look.style($0) }
  }

  /// Columns of the screen.
  package var columns: Int { grid.size.columns }
  /// Rows of the screen.
  package var rows: Int { grid.size.rows }

  /// The style of a role in this look.
  package func style(_ role: Role) -> Style { styles[Self.index(role)] }

  /// A glyph in this look.
  package func glyph(_ glyph: Glyph) -> Unicode.Scalar { glyph.scalar(isUTF8: look.isUTF8) }

  /// What a text is in this look.
  package func shown(_ text: String) -> String { look.isUTF8 ? text : ASCIIText.of(text) }

  /// The columns a text takes in this look.
  package func width(_ text: String) -> Int { TextWidth.columns(of: shown(text)) }

  /// Writes a text, cut to `width` without a trace; returns the columns used.
  @discardableResult
  package mutating func put(
    _ text: String,
    x: Int,
    y: Int,
    _ role: Role = .text,
    width: Int? = nil
  ) -> Int {
    grid.put(shown(text), x: x, y: y, style: style(role), width: width)
  }

  /// Writes a text; if it does not fit `width`, its end is an ellipsis.
  @discardableResult
  package mutating func clip(
    _ text: String,
    x: Int,
    y: Int,
    _ role: Role = .text,
    width: Int
  ) -> Int {
    let full = shown(text)
    let cut = TextWidth.clipped(full, to: width, ellipsis: look.isUTF8 ? "…" : "~")
    return grid.put(cut, x: x, y: y, style: style(role), width: width)
  }

  /// Writes a text so that it ends before column `end`, unless it would begin before `start`.
  ///
  /// - Returns: the first column used, `end` if nothing was written.
  @discardableResult
  package mutating func putRight(
    _ text: String,
    end: Int,
    y: Int,
    _ role: Role = .text,
    start: Int = 0
  ) -> Int {
    let full = shown(text)
    let x = end - TextWidth.columns(of: full)
    guard x >= start else { return end }
    grid.put(full, x: x, y: y, style: style(role))
    return x
  }

  /// Draws a glyph.
  package mutating func put(_ glyph: Glyph, x: Int, y: Int, _ role: Role = .text) {
    grid[x, y] = Cell(self.glyph(glyph), style: style(role))
  }

  /// Sets one narrow character.
  package mutating func set(_ scalar: Unicode.Scalar, x: Int, y: Int, _ style: Style) {
    grid[x, y] = Cell(scalar, style: style)
  }

  /// Writes a text whose first columns may lie left of `start`, where nothing is drawn.
  package mutating func put(_ text: String, x: Int, y: Int, from start: Int) {
    let full = shown(text)
    var column = x
    for scalar in full.unicodeScalars {
      let width = TextWidth.columns(of: scalar)
      if column >= start { grid.put(String(scalar), x: column, y: y) }
      column += width
    }
  }

  /// Fills a rectangle with one character.
  package mutating func fill(
    x: Int,
    y: Int,
    width: Int,
    height: Int = 1,
    _ role: Role = .text,
    scalar: Unicode.Scalar = " "
  ) {
    grid.fill(x: x, y: y, width: width, height: height, style: style(role), scalar: scalar)
  }

  /// Turns a rectangle into reverse video.
  package mutating func reverse(x: Int, y: Int, width: Int, height: Int = 1) {
    grid.restyle(x: x, y: y, width: width, height: height) { $0.reversed }
  }

  /// Draws a horizontal line with a title in it, and something to say at its right end.
  package mutating func rule(
    y: Int,
    x: Int = 0,
    width: Int? = nil,
    title: String = "",
    right: String = ""
  ) {
    let length = width ?? columns - x
    fill(x: x, y: y, width: length, .quiet, scalar: glyph(.line))
    if !title.isEmpty { clip(" " + title + " ", x: x + 1, y: y, .title, width: length - 2) }
    if !right.isEmpty {
      putRight(
        " " + right + " ",
        end: x + length - 1,
        y: y,
        .quiet,
        start: x + self.width(title) + 4
      )
    }
  }

  private static func index(_ role: Role) -> Int {
    // The order of `allCases` is the order of declaration.
    switch role {
    case .text: 0
    case .title: 1
    case .quiet: 2
    case .accent: 3
    case .key: 4
    case .selection: 5
    case .running: 6
    case .waiting: 7
    case .blocked: 8
    case .idle: 9
    case .done: 10
    case .failed: 11
    case .cancelled: 12
    case .flash: 13
    case .warning: 14
    }
  }
}
