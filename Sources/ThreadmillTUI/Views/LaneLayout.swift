// SPDX-License-Identifier: Apache-2.0

/// Where workers stand in the rows that the Run view has for them, and how much of each is shown.
///
/// Pure arithmetic: `view` draws by it, `update` moves the selection by it. Workers keep the order of
/// the snapshot at every level. In lanes side by side the order runs down, so that the eye compares
/// bars of one column; on a map (micro and heat) it runs to the right, so that a row begins with a
/// round number.
package struct LaneLayout: Sendable, Hashable {
  /// What is shown of a worker; never `auto`.
  package let level: ZoomLevel
  /// Workers in all.
  package let count: Int
  /// Rows of lanes or cells.
  package let rows: Int
  /// Lanes or cells per row, 1 or more.
  package let columns: Int
  /// Columns of the screen that one of them takes.
  package let width: Int
  /// Columns of the screen left of the first one.
  package let left: Int
  /// Workers per cell: above 1 only where a heat map has too few cells for all.
  package let group: Int
  /// Whether a row is kept for what the cells of a heat map mean.
  package let hasLegend: Bool
  /// Whether a row is kept for the selected worker, because its cell is too small to say more.
  package let hasLine: Bool

  /// The least columns of the screen for a lane beside another one.
  private static let leastWidth = 24
  /// The most lanes side by side.
  private static let mostColumns = 4
  /// Cells per row of a heat map, if that is enough to show all workers: the hundreds stand in lines.
  private static let rowLength = 100

  /// Chooses a layout.
  ///
  /// - Parameters:
  ///   - zoom: The level; `auto` takes the first that shows all workers at once, or the last.
  ///   - count: Workers, 0 or more.
  ///   - rows: Rows of the screen, 0 or more; a map takes its legend and its line from them.
  ///   - width: Columns of the screen.
  ///   - numberWidth: Digits of the largest worker number.
  ///   - coarsest: The last level that `auto` may take.
  package init(
    _ zoom: ZoomLevel,
    count: Int,
    rows: Int,
    width: Int,
    numberWidth: Int,
    coarsest: ZoomLevel = .heat
  ) {
    let all: [ZoomLevel] = [.lane, .columns, .micro, .heat]
    let last = all.firstIndex(of: coarsest) ?? all.count - 1
    let levels = zoom == .auto ? all[...last] : [zoom]
    var chosen = Self(.lane, count, rows, width, numberWidth)
    for level in levels {
      chosen = Self(level, count, rows, width, numberWidth)
      if chosen.visibleLanes >= count { break }
    }
    self = chosen
  }

  private init(
    _ level: ZoomLevel,
    _ count: Int,
    _ rows: Int,
    _ width: Int,
    _ numberWidth: Int
  ) {
    self.count = max(0, count)
    let isHeat = level == .heat
    let isMap = isHeat || level == .micro
    hasLine = isMap && rows >= 3
    hasLegend = isHeat && rows >= 4
    let rows = max(0, rows - (hasLine ? 1 : 0) - (hasLegend ? 1 : 0))
    self.rows = rows
    switch level {
    case .auto, .lane, .columns:
      columns = level == .columns ? Self.sideBySide(count, rows: rows, width: width) : 1
      self.level = columns > 1 ? .columns : .lane
      self.width = width / columns
      left = 0
      group = 1
    case .micro:
      // Cursor, number, state and bar, with a space between each.
      self.width = numberWidth + 8
      columns = max(1, width / self.width)
      self.level = .micro
      left = 0
      group = 1
    case .heat:
      self.width = 1
      left = numberWidth + 3
      columns = Self.rowLength(count, rows: rows, room: max(1, width - left - 1))
      self.level = .heat
      let cells = max(1, rows * columns)
      group = max(1, (count + cells - 1) / cells)
    }
  }

  /// The fewest lanes side by side that show all, otherwise as many as there is room for.
  private static func sideBySide(_ count: Int, rows: Int, width: Int) -> Int {
    let most = min(mostColumns, max(1, width / leastWidth))
    guard most > 1 else { return 1 }
    return (2...most).first { $0 * rows >= count } ?? most
  }

  /// A hundred cells, or as many tens as fit; more than a hundred only where that avoids groups.
  private static func rowLength(_ count: Int, rows: Int, room: Int) -> Int {
    guard room >= 10 else { return room }
    let most = room / 10 * 10
    guard most > rowLength else { return most }
    return stride(from: rowLength, through: most, by: 10).first { $0 * rows >= count } ?? most
  }

  // MARK: - Places

  /// Whether workers are cells of a map, so that the selection moves in two dimensions.
  package var isMap: Bool { level == .micro || level == .heat }

  /// Workers that can be seen at once.
  package var visibleLanes: Int { rows * columns * group }

  /// Workers from one row of a map to the next, from one column to the next otherwise.
  package var rowStride: Int { isMap ? columns * group : rows }

  /// Rows of a map that have cells.
  package var usedRows: Int {
    isMap ? min(rows, (count + rowStride - 1) / max(1, rowStride)) : rows
  }

  /// Where a worker stands that is so many after the first that is shown.
  package func place(of offset: Int) -> (column: Int, row: Int) {
    guard isMap else { return (offset / max(1, rows), offset % max(1, rows)) }
    return (offset / group % columns, offset / group / columns)
  }

  /// The first worker that is shown.
  ///
  /// - Parameters:
  ///   - wanted: The one that was shown first so far.
  ///   - selected: One that has to be visible, whatever was shown so far.
  /// - Returns: In `0..<max(1, count)`; on a map the first of a row.
  package func first(_ wanted: Int, showing selected: Int? = nil) -> Int {
    let step = isMap ? max(1, rowStride) : 1
    func up(_ index: Int) -> Int { (index + step - 1) / step * step }
    let last = up(max(0, count - visibleLanes))
    let first = min(max(0, wanted), last) / step * step
    guard let selected, visibleLanes > 0 else { return first }
    if selected < first { return selected / step * step }
    return selected < first + visibleLanes ? first : up(selected - visibleLanes + 1)
  }

  /// How many workers there are besides those shown; empty where all are.
  package func moreText(from first: Int) -> String {
    let hidden = count - min(visibleLanes, count - first)
    guard hidden > 0 else { return "" }
    let place = first == 0 ? "" : "from \(first + 1)  "
    return "\(place)+\(hidden) more  ↑ ↓"
  }

  // MARK: - Moves

  /// Where the selection goes.
  ///
  /// - Parameters:
  ///   - index: The selected worker, in `0..<count`.
  ///   - movement: Across rows it keeps its column; from the end of a row it goes on to the next.
  /// - Returns: A worker in `0..<max(1, count)`.
  package func moved(_ index: Int, _ movement: KeyAction.Movement) -> Int {
    let last = max(0, count - 1)
    let page = max(1, isMap ? usedRows - 1 : rows)
    switch movement {
    case .up: return across(index, -1)
    case .down: return across(index, 1)
    case .pageUp: return across(index, -page)
    case .pageDown: return across(index, page)
    case .left: return isMap ? max(0, index - group) : index
    case .right: return isMap ? min(last, index + group) : index
    case .top: return 0
    case .bottom: return last
    }
  }

  private func across(_ index: Int, _ count: Int) -> Int {
    let last = max(0, self.count - 1)
    guard isMap, rowStride > 0 else { return min(max(0, index + count), last) }
    let row = min(max(0, index / rowStride + count), last / rowStride)
    return min(last, row * rowStride + index % rowStride)
  }
}
