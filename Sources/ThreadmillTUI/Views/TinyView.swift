// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// Screens below 40×8: totals only, down to a single cell.
struct TinyView {
  let model: Model

  func draw(on canvas: inout Canvas) {
    let bottom = canvas.rows - 1
    if bottom > 0 { drawBody(on: &canvas, rows: bottom) }
    guard let line = model.line else {
      Footer(model: model, model.context).draw(on: &canvas, y: bottom)
      return
    }
    canvas.line(line, x: 0, y: bottom)
    guard let error = model.lineError, bottom > 0 else { return }
    let lines = Paragraph.lines(canvas.shown(error.message), width: canvas.columns, limit: bottom)
    for (offset, text) in lines.enumerated() {
      let y = bottom - lines.count + offset
      canvas.fill(x: 0, y: y, width: canvas.columns)
      canvas.put(text, x: 0, y: y, .warning)
    }
  }

  private func drawBody(on canvas: inout Canvas, rows: Int) {
    if let help = model.help {
      drawHelp(help, on: &canvas, rows: rows)
      return
    }
    switch model.view {
    case .browse:
      DemoMenu(model: model).draw(on: &canvas, x: 0, y: 0, width: canvas.columns, rows: rows)
    case .run:
      guard let run = model.shownRun else {
        canvas.clip("Nothing has run yet.", x: 0, y: 0, .quiet, width: canvas.columns)
        return
      }
      drawRun(run, on: &canvas, rows: rows)
    case .log:
      LogView(model: model, keys: KeyLabels(model.context)).draw(on: &canvas)
    }
  }

  private func drawRun(_ run: RunState, on canvas: inout Canvas, rows: Int) {
    let snapshot = run.snapshot
    let header = Header(model: model)
    let width = canvas.columns
    let x = canvas.clip(header.state, x: 0, y: 0, header.stateRole, width: width) + 1
    canvas.clip(run.info.id, x: x, y: 0, width: max(0, width - x))
    guard rows > 1 else { return }
    let count = "\(Numbers.compact(snapshot.roundDone))/\(Numbers.compact(snapshot.roundTotal))"
    let share =
      snapshot.roundTotal > 0 ? Double(snapshot.roundDone) / Double(snapshot.roundTotal) : 0
    let barWidth = max(0, width - count.utf8.count - 1)
    canvas.bar(
      Bar(share, .running, mark: run.isEnded ? nil : snapshot.previousRoundMark),
      x: 0,
      y: 1,
      width: barWidth
    )
    canvas.putRight(count, end: width, y: 1, .title)
    guard rows > 2 else { return }
    drawTally(run, on: &canvas, y: 2)
    guard rows > 3 else { return }
    if run.isEnded {
      let check = CardText.check(snapshot.card?.check ?? .none)
      canvas.clip(check.text, x: 0, y: 3, check.role, width: width)
    } else if !snapshot.roundTimes.isEmpty {
      canvas.clip(RoundStrip(snapshot.roundTimes, width: width).text, x: 0, y: 3, width: width)
    }
    guard rows > 4, let line = snapshot.card?.resultLine ?? run.printed.last?.text else { return }
    canvas.clip(line, x: 0, y: 4, .quiet, width: width)
  }

  private func drawTally(_ run: RunState, on canvas: inout Canvas, y: Int) {
    var x = 0
    for entry in run.tally where entry.count > 0 && x < canvas.columns {
      let text = "\(entry.count) \(entry.word)"
      x += canvas.clip(text, x: x, y: y, entry.role, width: canvas.columns - x) + 1
    }
  }

  private func drawHelp(_ help: HelpState, on canvas: inout Canvas, rows: Int) {
    canvas.clip("?" + help.words, x: 0, y: 0, .title, width: canvas.columns)
    let found = CommandRegistry.search(help.words, context: model.context)
    let room = max(0, rows - 1)
    let first = min(max(0, help.cursor - room / 2), max(0, found.count - room))
    for (offset, row) in found[first...].prefix(room).enumerated() {
      let text = (row.keys.isEmpty ? ":" + row.command : row.keys) + " " + row.summary
      canvas.clip(text, x: 0, y: 1 + offset, width: canvas.columns)
      if first + offset == help.cursor {
        canvas.reverse(x: 0, y: 1 + offset, width: canvas.columns)
      }
    }
  }
}
