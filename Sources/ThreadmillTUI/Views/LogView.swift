// SPDX-License-Identifier: Apache-2.0

/// The Log view: everything that was printed, and what happened to runs, newest at the bottom.
struct LogView {
  let model: Model
  let keys: KeyLabels

  func draw(on canvas: inout Canvas) {
    let plan = LogPlan(model)
    let log = model.log
    let window = plan.window(log)
    if let row = plan.titleRow { drawTitle(window, on: &canvas, y: row) }
    let rows = log.lines[window].flatMap { line in
      plan.pieces(of: line).enumerated().map {
        ($0.offset == 0 ? line : nil, line.kind, $0.element)
      }
    }
    for (offset, (line, kind, text)) in rows.suffix(plan.rows).enumerated() {
      let y = plan.top + offset
      if let line { drawMargin(line, plan, on: &canvas, y: y) }
      canvas.put(text, x: plan.textX, y: y, Self.role(of: kind), width: plan.width)
    }
    if log.lines.isEmpty { drawEmpty(on: &canvas, y: plan.top + (plan.rows > 3 ? 1 : 0)) }
    if plan.titleRow == nil, window.upperBound < log.lines.count, plan.rows > 1 {
      let below = log.lines.count - window.upperBound
      canvas.putRight(" -\(below) ", end: canvas.columns, y: plan.top + plan.rows - 1, .flash)
    }
  }

  private func drawTitle(_ window: Range<Int>, on canvas: inout Canvas, y: Int) {
    let count = model.log.lines.count
    let place =
      window.upperBound < count
      ? "lines \(window.lowerBound + 1) to \(window.upperBound) of \(count)  End follows"
      : count == 0 ? "" : "\(count) lines"
    canvas.rule(y: y, title: "Log", right: place)
  }

  /// When a line came and what kind of line it is, as far as there is room for it.
  private func drawMargin(_ line: LogLine, _ plan: LogPlan, on canvas: inout Canvas, y: Int) {
    if plan.textX >= 11, let time = line.time {
      canvas.putRight(Numbers.clock(time), end: 9, y: y, .quiet)
    }
    let x = plan.textX - 2
    guard x >= 0 else { return }
    switch line.kind {
    case .start: canvas.put(.play, x: x, y: y, .running)
    case .end: canvas.put(.stop, x: x, y: y, .running)
    case .event: canvas.put(.idle, x: x, y: y, .quiet)
    case .warning: canvas.put(.lost, x: x, y: y, .warning)
    case .captured: canvas.put(.box, x: x, y: y, .quiet)
    case .printed: break
    }
  }

  private static func role(of kind: LogLine.Kind) -> Role {
    switch kind {
    case .start, .end: .title
    case .event, .captured: .quiet
    case .warning: .warning
    case .printed: .text
    }
  }

  private func drawEmpty(on canvas: inout Canvas, y: Int) {
    let x = min(3, canvas.columns / 16)
    canvas.clip("Nothing has been printed yet.", x: x, y: y, .title, width: canvas.columns - x)
    guard let key = keys.key(for: "view browse") else { return }
    let after = x + canvas.put(key, x: x, y: y + 1, .key)
    canvas.clip(
      " chooses a demo, Enter runs it.",
      x: after,
      y: y + 1,
      width: canvas.columns - after
    )
  }
}
