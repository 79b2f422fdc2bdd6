// SPDX-License-Identifier: Apache-2.0

/// One screenful of cells: what a view draws and a screen shows.
///
///     var grid = Grid(ScreenSize(columns: 80, rows: 24))
///     grid.put("workers", x: 2, y: 0, style: Style(bold: true))
///     screen.present(grid)
///
/// Every position may be given: what lies outside is clipped, nothing traps. Text is made harmless on
/// its way in: control characters become `?`, so no escape sequence can reach the terminal, whatever
/// a demo prints. Invariant: a wide character is always followed by its continuation cell, and
/// a continuation cell always follows a wide character.
package struct Grid: Sendable, Hashable {
  /// How many columns and rows it has.
  package let size: ScreenSize
  /// Row by row, `size.columns` each.
  package private(set) var cells: [Cell]

  /// Makes a blank grid.
  package init(_ size: ScreenSize) {
    self.size = size
    cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  /// The cell at a position; blank outside the grid.
  ///
  /// Setting a wide character also takes the cell to its right; in the last column it becomes `?`.
  package subscript(x: Int, y: Int) -> Cell {
    get { contains(x, y) ? cells[y * size.columns + x] : .blank }
    set {
      guard contains(x, y), let cell = Self.harmless(newValue) else { return }
      let isWide = Unicode.Scalar(cell.base).map { TextWidth.columns(of: $0) == 2 } ?? false
      if isWide && x + 1 >= size.columns {
        store(Cell("?", style: cell.style), x, y)
      } else {
        store(cell, x, y, isWide: isWide)
      }
    }
  }

  /// Writes `text` from a position to the right, and tells how many columns it took.
  ///
  /// - Parameters:
  ///   - text: Any text. Combining marks join the character before them; tabs become one space.
  ///   - x: The first column; may be negative, then the beginning is cut.
  ///   - y: The row.
  ///   - style: How it looks.
  ///   - width: At most this many columns; `nil` to the end of the row.
  /// - Returns: Columns used, those that were clipped on the left included: `x` plus it is where the
  ///   next text goes.
  @discardableResult
  package mutating func put(
    _ text: String,
    x: Int,
    y: Int,
    style: Style = .plain,
    width: Int? = nil
  ) -> Int {
    let start = min(max(x, -Self.farthest), Self.farthest)
    let end = min(size.columns, start + min(max(width ?? Self.farthest, 0), Self.farthest))
    guard (0..<size.rows).contains(y), start < end else { return 0 }
    var column = start
    for scalar in text.unicodeScalars {
      let columns = TextWidth.columns(of: scalar)
      if columns == 0 {
        if column > start { join(scalar, before: column, y) }
        continue
      }
      if column + columns > end {
        // Half of a wide character does not fit: a blank keeps the style's bar closed.
        if column < end { store(Cell(" ", style: style), column, y); column += 1 }
        break
      }
      place(Cell(Self.harmless(scalar), style: style), column, y, columns: columns)
      column += columns
      if column == end { break }
    }
    return column - start
  }

  /// Fills a rectangle with one narrow character.
  package mutating func fill(
    x: Int,
    y: Int,
    width: Int,
    height: Int = 1,
    style: Style = .plain,
    scalar: Unicode.Scalar = " "
  ) {
    let shown = TextWidth.columns(of: scalar) == 1 ? Self.harmless(scalar) : "?"
    let cell = Cell(shown, style: style)
    for row in Self.clip(y, height, size.rows) {
      for column in Self.clip(x, width, size.columns) { store(cell, column, row) }
    }
  }

  /// Changes how a rectangle looks and keeps what it says.
  package mutating func restyle(
    x: Int,
    y: Int,
    width: Int,
    height: Int = 1,
    _ change: (Style) -> Style
  ) {
    for row in Self.clip(y, height, size.rows) {
      for column in Self.clip(x, width, size.columns) {
        let index = row * size.columns + column
        cells[index].style = change(cells[index].style)
      }
    }
  }

  /// The same content in another size: clipped, or filled up with blanks.
  package func resized(to newSize: ScreenSize) -> Grid {
    var result = Grid(newSize)
    for y in 0..<min(size.rows, newSize.rows) {
      for x in 0..<min(size.columns, newSize.columns) { result[x, y] = self[x, y] }
    }
    return result
  }

  /// One row as text, without the blanks at its end; empty outside the grid.
  package func text(row: Int) -> String {
    guard (0..<size.rows).contains(row) else { return "" }
    var scalars = String.UnicodeScalarView()
    for cell in cells[row * size.columns..<(row + 1) * size.columns] where !cell.isContinuation {
      scalars.append(Unicode.Scalar(cell.base) ?? "?")
      if cell.mark != 0, let mark = Unicode.Scalar(cell.mark) { scalars.append(mark) }
    }
    while scalars.last == " " { scalars.removeLast() }
    return String(scalars)
  }

  /// All rows as text, top to bottom.
  package var rows: [String] { (0..<size.rows).map { text(row: $0) } }
}

extension Grid {
  /// Farther than any screen, and far from overflow.
  private static let farthest = 1 << 20

  private func contains(_ x: Int, _ y: Int) -> Bool {
    (0..<size.columns).contains(x) && (0..<size.rows).contains(y)
  }

  private static func clip(_ start: Int, _ count: Int, _ limit: Int) -> Range<Int> {
    let from = min(max(start, -farthest), limit)
    let to = min(from + min(max(count, 0), 2 * farthest), limit)
    return max(from, 0)..<max(to, max(from, 0))
  }

  /// What stands in a cell for a scalar: itself, unless a terminal would act on it.
  private static func harmless(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x20..<0x7F: scalar
    case 0x09: " "
    case 0x00..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: "?"
    case 0xAD: "-"
    default: scalar
    }
  }

  private static func harmless(_ cell: Cell) -> Cell? {
    guard let scalar = Unicode.Scalar(cell.base), cell.base != 0 else { return nil }
    var result = cell
    result.base = TextWidth.columns(of: scalar) == 0 ? 0x3F : harmless(scalar).value
    if let mark = Unicode.Scalar(cell.mark), !isMark(mark) { result.mark = 0 }
    return result
  }

  /// Joiners, selectors and direction marks are dropped: terminals disagree about what they do to
  /// the columns of a line.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    TextWidth.columns(of: scalar) == 0 && scalar.properties.generalCategory != .format
      && !scalar.properties.isVariationSelector
  }

  private mutating func join(_ scalar: Unicode.Scalar, before column: Int, _ y: Int) {
    guard column > 0, column <= size.columns, Self.isMark(scalar) else { return }
    var index = y * size.columns + column - 1
    if cells[index].isContinuation { index -= 1 }
    if cells[index].mark == 0 { cells[index].mark = scalar.value }
  }

  /// Stores what the left edge leaves of a character.
  private mutating func place(_ cell: Cell, _ x: Int, _ y: Int, columns: Int) {
    if x >= 0 {
      store(cell, x, y, isWide: columns == 2)
    } else if x == -1 && columns == 2 {
      store(Cell(" ", style: cell.style), 0, y)
    }
  }

  /// Stores a cell inside the grid and blanks the other halves of wide characters that it cuts.
  private mutating func store(_ cell: Cell, _ x: Int, _ y: Int, isWide: Bool = false) {
    let row = y * size.columns
    let last = isWide ? x + 1 : x
    if cells[row + x].isContinuation, x > 0 { blank(row + x - 1) }
    if last + 1 < size.columns, cells[row + last + 1].isContinuation { blank(row + last + 1) }
    cells[row + x] = cell
    guard isWide else { return }
    cells[row + last] = cell
    cells[row + last].base = 0
    cells[row + last].mark = 0
  }

  private mutating func blank(_ index: Int) {
    cells[index].base = 0x20
    cells[index].mark = 0
  }
}
