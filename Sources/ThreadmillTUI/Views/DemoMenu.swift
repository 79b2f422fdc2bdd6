// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// The demos in their groups, each with what has become of it.
struct DemoMenu {
  let model: Model

  private enum Row {
    case gap
    case group(String)
    case demo(Int)
  }

  func draw(on canvas: inout Canvas, x: Int, y: Int, width: Int, rows: Int) {
    guard rows > 0 else { return }
    let isRoomy = rows >= model.demos.count + 3 * Set(model.demos.map(\.group)).count
    let all = self.rows(isRoomy: isRoomy)
    let here = all.firstIndex { if case .demo(model.cursor) = $0 { true } else { false } } ?? 0
    // The cursor stays in the middle of a list that is longer than its room.
    let first = min(max(0, here - rows / 2), max(0, all.count - rows))
    for (offset, row) in all[first...].prefix(rows).enumerated() {
      switch row {
      case .gap: break
      case .group(let name):
        canvas.clip(name.uppercased(), x: x + 1, y: y + offset, .quiet, width: width - 2)
      case .demo(let index):
        drawDemo(index, on: &canvas, x: x, y: y + offset, width: width)
      }
    }
  }

  private func rows(isRoomy: Bool) -> [Row] {
    var rows: [Row] = []
    var group = ""
    for (index, demo) in model.demos.enumerated() {
      if demo.group != group {
        if isRoomy, !group.isEmpty { rows.append(.gap) }
        group = demo.group
        rows.append(.group(group))
      }
      rows.append(.demo(index))
    }
    return rows
  }

  private func drawDemo(_ index: Int, on canvas: inout Canvas, x: Int, y: Int, width: Int) {
    let demo = model.demos[index]
    let (mark, role) = state(of: demo)
    let isHere = index == model.cursor
    let end = x + width - 1
    let markX =
      mark.isEmpty
      ? end : canvas.putRight(mark, end: end, y: y, isHere ? .text : role, start: x + 14)
    canvas.clip(demo.id, x: x + 3, y: y, isHere ? .title : .text, width: markX - x - 4)
    if isHere {
      canvas.put(.cursor, x: x + 1, y: y)
      canvas.reverse(x: x, y: y, width: width)
    }
  }

  /// What has become of a demo, in a glyph and a word.
  private func state(of demo: DemoInfo) -> (String, Role) {
    if let run = model.run, run.info.id == demo.id, run.isActive {
      let round = "round \(max(1, run.snapshot.round))"
      return run.isPaused ? ("‖ " + round, .flash) : ("▶ " + round, .running)
    }
    guard let result = model.results[demo.id] else { return ("", .quiet) }
    let time = result.makespan.map { Numbers.time($0) } ?? ""
    switch (result.outcome, result.check) {
    case (.failed, _), (_, .mismatch): return ("✗ failed", .failed)
    case (_, .match): return ("✓ " + time, .done)
    case (_, .none): return ("■ stopped", .quiet)
    }
  }
}
