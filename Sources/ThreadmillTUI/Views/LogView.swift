// SPDX-License-Identifier: Apache-2.0

/// The Log view: everything that was printed, and what happened to runs, newest at the bottom.
struct LogView {
  let model: Model
  let keys: KeyLabels

  func draw(on canvas: inout Canvas) {
    let plan = LogPlan(columns: canvas.columns, rows: canvas.rows)
    let log = model.log
    let end = max(0, log.lines.count - log.offset)
    let start = max(0, end - plan.rows)
    if let row = plan.titleRow {
      let place =
        log.offset > 0
        ? "lines \(start + 1) to \(end) of \(log.lines.count)  End follows"
        : log.lines.isEmpty ? "" : "\(log.lines.count) lines"
      canvas.rule(y: row, title: "Log", right: place)
    }
    for (offset, line) in log.lines[start..<end].enumerated() {
      draw(line, on: &canvas, y: plan.top + offset)
    }
    if log.lines.isEmpty { drawEmpty(on: &canvas, y: plan.top + 1) }
    if plan.titleRow == nil, log.offset > 0, plan.rows > 1 {
      canvas.putRight(" -\(log.offset) ", end: canvas.columns, y: plan.top + plan.rows - 1, .flash)
    }
  }

  private func draw(_ line: LogLine, on canvas: inout Canvas, y: Int) {
    let isNarrow = canvas.columns < 60
    var x = 1
    if !isNarrow {
      if let time = line.time { canvas.putRight(Numbers.clock(time), end: 9, y: y, .quiet) }
      x = 11
    }
    switch line.kind {
    case .start: canvas.put(.play, x: x, y: y, .running)
    case .end: canvas.put(.stop, x: x, y: y, .running)
    case .event: canvas.put(.idle, x: x, y: y, .quiet)
    case .warning: canvas.put(.lost, x: x, y: y, .warning)
    case .captured: canvas.put(.box, x: x, y: y, .quiet)
    case .printed: break
    }
    let role: Role =
      switch line.kind {
      case .start, .end: .title
      case .event, .captured: .quiet
      case .warning: .warning
      case .printed: .text
      }
    canvas.clip(line.text, x: x + 2, y: y, role, width: canvas.columns - x - 3)
  }

  private func drawEmpty(on canvas: inout Canvas, y: Int) {
    var x = 3
    canvas.clip("Nothing has been printed yet.", x: x, y: y, .title, width: canvas.columns - 4)
    guard let key = keys.key(for: "view browse") else { return }
    x += canvas.put(key, x: x, y: y + 1, .key)
    canvas.clip(" chooses a demo, Enter runs it.", x: x, y: y + 1, width: canvas.columns - x - 1)
  }
}
