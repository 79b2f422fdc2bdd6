// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

/// The help over the view: what works now, searchable; Enter runs a row.
struct HelpView {
  let model: Model
  let context: CommandContext

  /// What keys do while it is open.
  static let hints = [
    FooterHint([.enter], "run it", priority: 1),
    FooterHint([.escape], "close", priority: 2),
    FooterHint([.up, .down], label: "↑ ↓", asciiLabel: "Up Down", "move", priority: 3),
    FooterHint([.control("u")], "clear the search", priority: 4),
  ]

  func draw(on canvas: inout Canvas) {
    guard let help = model.help else { return }
    let isSmall = SizeClass(canvas.grid.size) == .small
    let width = isSmall ? canvas.columns : min(canvas.columns - 6, 96)
    let x = (canvas.columns - width) / 2
    let y = isSmall ? 1 : 2
    let bottom = canvas.rows - 2
    canvas.fill(x: x, y: y, width: width, height: bottom - y)
    if !isSmall { drawFrame(on: &canvas, x: x, y: y, width: width, height: bottom - y) }
    let inner = isSmall ? x + 1 : x + 2
    let room = isSmall ? width - 2 : width - 4
    let first = isSmall ? y : y + 1
    let rows = CommandRegistry.search(help.words, context: context)
    let detail = bottom - first >= 12 ? 4 : 0
    let count = max(0, bottom - first - 1 - detail - (isSmall ? 0 : 1))
    let top = min(max(0, help.cursor - count / 2), max(0, rows.count - count))
    let shown = top..<min(rows.count, top + count)
    drawSearch(help, shown, of: rows.count, on: &canvas, x: inner, y: first, width: room)
    draw(rows, shown, cursor: help.cursor, on: &canvas, x: inner, y: first + 1, width: room)
    if detail > 0, rows.indices.contains(help.cursor) {
      let y = first + 1 + count
      canvas.rule(y: y, x: inner, width: room)
      let text = rows[help.cursor].detail
      canvas.paragraph(
        text.isEmpty ? rows[help.cursor].summary : text,
        x: inner,
        y: y + 1,
        width: room,
        limit: detail - 1
      )
    }
  }

  private func drawFrame(on canvas: inout Canvas, x: Int, y: Int, width: Int, height: Int) {
    let last = y + height - 1
    canvas.rule(
      y: y,
      x: x,
      width: width,
      title: "Help: what works now",
      right: "Enter runs · Esc closes"
    )
    canvas.rule(y: last, x: x, width: width)
    for row in (y + 1)..<max(y + 1, last) {
      canvas.put(.wall, x: x, y: row, .quiet)
      canvas.put(.wall, x: x + width - 1, y: row, .quiet)
    }
    canvas.put(.topLeft, x: x, y: y, .quiet)
    canvas.put(.topRight, x: x + width - 1, y: y, .quiet)
    canvas.put(.bottomLeft, x: x, y: last, .quiet)
    canvas.put(.bottomRight, x: x + width - 1, y: last, .quiet)
  }

  private func drawSearch(
    _ help: HelpState,
    _ shown: Range<Int>,
    of count: Int,
    on canvas: inout Canvas,
    x: Int,
    y: Int,
    width: Int
  ) {
    var column = x + canvas.put("Search ", x: x, y: y, .quiet)
    column += canvas.clip(help.words, x: column, y: y, .title, width: max(0, width - 20))
    canvas.put(" ", x: column, y: y, .selection)
    let found =
      count == 0
      ? "nothing found"
      : shown.count < count
        ? "\(shown.lowerBound + 1) to \(shown.upperBound) of \(count)"
        : count == 1 ? "1 row" : "\(count) rows"
    canvas.putRight(found, end: x + width, y: y, count == 0 ? .warning : .quiet, start: column + 2)
  }

  private func draw(
    _ rows: [HelpRow],
    _ shown: Range<Int>,
    cursor: Int,
    on canvas: inout Canvas,
    x: Int,
    y: Int,
    width: Int
  ) {
    let keyWidth = width >= 60 ? 14 : 9
    let commandWidth = width >= 60 ? min(34, width * 2 / 5) : 0
    for (offset, row) in rows[shown].enumerated() {
      let line = y + offset
      let isHere = shown.lowerBound + offset == cursor
      canvas.clip(row.keys, x: x + 1, y: line, isHere ? .title : .key, width: keyWidth - 1)
      let textX = x + keyWidth + 1
      let summary = row.summary
      canvas.clip(summary, x: textX, y: line, width: width - keyWidth - commandWidth - 2)
      if commandWidth > 0, !row.command.isEmpty {
        let commandX = x + width - commandWidth
        canvas.clip(
          ":" + row.command,
          x: commandX,
          y: line,
          isHere ? .text : .accent,
          width: commandWidth
        )
      } else if row.keys.isEmpty {
        canvas.clip(
          ":" + row.command,
          x: x + 1,
          y: line,
          isHere ? .text : .accent,
          width: keyWidth - 1
        )
      }
      if isHere { canvas.reverse(x: x, y: line, width: width) }
    }
  }
}
