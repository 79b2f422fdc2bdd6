// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

extension NcursesScreen {
  /// Shows a grid: at most one write, and none if nothing changed.
  ///
  /// It never waits longer than about 10 ms for a slow terminal.
  ///
  /// - Parameter grid: The frame; clipped to ``size``, or filled up with blanks.
  /// - Returns: What became of the frame.
  /// - Complexity: O(cells) for the comparison, the rest O(changed cells).
  @discardableResult
  package mutating func present(_ grid: Grid) -> PresentOutcome {
    guard let session, session.isActive else { return .inactive }
    guard output.push() else {
      framesDropped += 1
      return .dropped
    }
    let hasChanged = draw(grid.size == size ? grid.cells : grid.resized(to: size).cells, session)
    guard hasChanged || mustEnter else { return .unchanged }
    session.window.stage()
    Curses.update()
    let frame = takeFrame(session)
    guard !frame.isEmpty else { return .unchanged }
    framesWritten += 1
    return output.send(frame) ? .shown : .delayed
  }

  private mutating func takeFrame(_ session: CursesSession) -> [UInt8] {
    let caught = session.capture.take()
    guard !caught.isEmpty else { return [] }
    let modes = session.modes
    let isFirst = mustEnter
    mustEnter = false
    let begin = (isFirst ? modes.enter : "") + (modes.isANSI ? TerminalModes.beginFrame : "")
    guard modes.isANSI else { return Array(begin.utf8) + caught }
    var frame = Array(begin.utf8)
    frame.reserveCapacity(caught.count + 64)
    // The first frame makes sure of everything.
    let filter = FrameFilter(isBrief: !isFirst)
    caught.withUnsafeBufferPointer { filter.append($0, to: &frame) }
    frame += TerminalModes.endFrame.utf8
    return frame
  }

  /// Makes way for ncurses in the last corner.
  ///
  /// A terminal that wraps lines and cannot be told not to (screen, tmux) is tricked: the last character
  /// is written one column early and pushed right. That tears a wide character beside it.
  private func withoutTornCorner(_ cells: [Cell], _ modes: TerminalModes) -> [Cell] {
    let last = cells.count - 1
    guard !modes.canSwitchWrap, size.columns > 2, cells[last - 1].isContinuation,
      !cells[last].isContinuation
    else { return cells }
    var result = cells
    result[last - 2] = Cell("?", style: cells[last - 2].style)
    result[last - 1] = Cell(" ", style: cells[last - 2].style)
    return result
  }

  /// Hands the changed part of each changed row to ncurses, and tells whether there was any.
  private mutating func draw(_ grid: [Cell], _ session: CursesSession) -> Bool {
    let cells = withoutTornCorner(grid, session.modes)
    let columns = size.columns
    let isWhole = shown.count != cells.count
    if isWhole {
      shown = Array(repeating: .blank, count: cells.count)
      line = Curses.Row(columns: columns)
      session.window.erase()
      Curses.redrawAll()
    }
    var hasChanged = isWhole
    for row in 0..<size.rows {
      let range = row * columns..<(row + 1) * columns
      guard let changed = change(in: range, cells) else { continue }
      hasChanged = true
      write(cells[changed], row: row, column: changed.lowerBound - range.lowerBound, session)
    }
    if hasChanged { shown = cells }
    return hasChanged
  }

  /// The cells of a row from the first that changed to the last, wide characters whole.
  private func change(in row: Range<Int>, _ cells: [Cell]) -> Range<Int>? {
    let areEqual = cells.withUnsafeBytes { new in
      shown.withUnsafeBytes { old in
        let stride = MemoryLayout<Cell>.stride
        guard let new = new.baseAddress, let old = old.baseAddress else { return true }
        let start = row.lowerBound * stride
        return memcmp(new + start, old + start, row.count * stride) == 0
      }
    }
    if areEqual { return nil }
    var first = row.lowerBound
    var last = row.upperBound - 1
    while cells[first] == shown[first] { first += 1 }
    while cells[last] == shown[last] { last -= 1 }
    while first > row.lowerBound, cells[first].isContinuation || shown[first].isContinuation {
      first -= 1
    }
    while last + 1 < row.upperBound,
      cells[last + 1].isContinuation || shown[last + 1].isContinuation
    {
      last += 1
    }
    return first..<last + 1
  }

  private mutating func write(
    _ cells: ArraySlice<Cell>,
    row: Int,
    column: Int,
    _ session: CursesSession
  ) {
    var count = 0
    var style = Style.plain
    var look = look(of: style)
    for index in cells.indices {
      let cell = cells[index]
      if cell.style != style {
        style = cell.style
        look = self.look(of: style)
      }
      if cell.isContinuation {
        // Its wide character covers it, unless this locale cannot show that one.
        if isShowable(cells[max(index - 1, cells.startIndex)]) { continue }
        line.set(count, base: 0x20, look)
      } else {
        let isShown = isShowable(cell)
        line.set(
          count,
          base: isShown ? cell.base : 0x3F,
          mark: isShown && isMark(cell.mark) ? cell.mark : 0,
          look
        )
      }
      count += 1
    }
    session.window.put(line, count: count, row: row, column: column)
  }

  /// ncurses counts columns with the C library's table, which must agree with ours: otherwise `?`.
  ///
  /// In the C locale that is everything beyond ASCII.
  private func isShowable(_ cell: Cell) -> Bool {
    if cell.base < 0x7F { return true }
    guard let scalar = Unicode.Scalar(cell.base) else { return false }
    return Int(tm_character_columns(cell.base)) == TextWidth.columns(of: scalar)
  }

  private func isMark(_ mark: UInt32) -> Bool {
    mark != 0 && tm_character_columns(mark) == 0
  }

  private mutating func look(of style: Style) -> Curses.Look {
    var attributes: Curses.Attributes = []
    if style.isBold { attributes.insert(.bold) }
    if style.isDim { attributes.insert(.dim) }
    if style.isReverse { attributes.insert(.reverse) }
    if style.isUnderlined { attributes.insert(.underline) }
    return Curses.Look(attributes: attributes, pair: pairs.pair(for: style.color))
  }
}
