// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTelemetry

/// The workers as cells of a map, micro or heat, with what the cells mean and the selected worker as
/// a lane below.
///
/// - Complexity: O(cells) for micro, O(workers) for heat: each of them has its part in a cell.
struct WorkerMap {
  let run: RunState
  let plan: RunPlan

  private var layout: LaneLayout { plan.layout }

  func draw(on canvas: inout Canvas) {
    let first = layout.first(run.firstLane, showing: run.selectedLane)
    if let row = plan.titleRow { drawTitle(first, on: &canvas, y: row) }
    if let row = plan.moreRow { drawCaption(first, on: &canvas, y: row) }
    if layout.level == .heat {
      drawHeat(on: &canvas)
    } else {
      drawMicro(first, on: &canvas)
    }
    if let row = plan.legendRow { HeatLegend().draw(on: &canvas, x: 1, y: row) }
    if let row = plan.lineRow { drawLine(on: &canvas, y: row) }
  }

  // MARK: - Cells

  private func drawHeat(on canvas: inout Canvas) {
    let group = layout.group
    let selected = run.selectedLane.map { $0 / group }
    let count = min(run.snapshot.lanes.count, layout.visibleLanes)
    for row in 0..<layout.usedRows {
      let y = plan.lanesTop + row
      let start = row * layout.rowStride
      guard start < count else { return }
      drawLabel(start, on: &canvas, y: y)
      var first = start
      for x in layout.left..<layout.left + layout.columns where first < count {
        let isSelected = first / group == selected
        canvas.heat(
          run.mark(of: first..<min(count, first + group)),
          x: x,
          y: y,
          isSelected: isSelected
        )
        first += group
      }
    }
  }

  /// The number of a row's first worker, and the cursor where the selected one is in that row.
  private func drawLabel(_ start: Int, on canvas: inout Canvas, y: Int) {
    let isHere = run.selectedLane.map { start..<start + layout.rowStride ~= $0 } ?? false
    if isHere { canvas.put(.cursor, x: 0, y: y, .key) }
    let number = String(run.snapshot.lanes[start].worker.id)
    canvas.putRight(number, end: layout.left - 2, y: y, isHere ? .title : .quiet)
  }

  private func drawMicro(_ first: Int, on canvas: inout Canvas) {
    let count = min(layout.visibleLanes, run.snapshot.lanes.count - first)
    for offset in 0..<max(0, count) {
      let index = first + offset
      let place = layout.place(of: offset)
      canvas.micro(
        run.mark(of: index),
        number: run.snapshot.lanes[index].worker.id,
        numberWidth: run.numberWidth,
        x: place.column * layout.width,
        y: plan.lanesTop + place.row,
        isSelected: index == run.selectedLane
      )
    }
  }

  // MARK: - Texts

  private func drawTitle(_ first: Int, on canvas: inout Canvas, y: Int) {
    canvas.rule(y: y, right: right(first))
    let bar = run.barTitle(first, count: layout.visibleLanes)
    canvas.put(" \(unit.uppercased())  \(cells)\(bar) ", x: 0, y: y, .quiet)
  }

  /// What a title says, where there is no row for one.
  private func drawCaption(_ first: Int, on canvas: inout Canvas, y: Int) {
    let group =
      layout.group > 1
      ? "k = \(layout.group), worst wins" : layout.level == .heat ? "one cell each" : ""
    let text = "\(layout.count) \(unit)  \(group)\(layout.moreText(from: first))"
    canvas.clip(text, x: 2, y: y, .quiet, width: canvas.columns - 3)
  }

  private var unit: String { run.isPool ? "workers" : "threads" }

  /// How many workers a cell stands for.
  private var cells: String {
    guard layout.level == .heat else { return "" }
    return layout.group == 1
      ? "one cell each  " : "k = \(layout.group) per cell, worst state wins  "
  }

  /// Workers that are hidden, or those of the selected cell.
  private func right(_ first: Int) -> String {
    guard layout.group > 1, let selected = run.selectedLane else {
      return layout.moreText(from: first)
    }
    let start = selected / layout.group * layout.group
    let end = min(start + layout.group, run.snapshot.lanes.count) - 1
    guard start < end else { return "" }
    let lanes = run.snapshot.lanes
    return "cell of \(lanes[start].worker.id) to \(lanes[end].worker.id)"
  }

  /// The selected worker as its lane, or how to select one.
  private func drawLine(on canvas: inout Canvas, y: Int) {
    guard let index = run.selectedLane, run.snapshot.lanes.indices.contains(index) else {
      canvas.clip("← ↑ ↓ → select one", x: 1, y: y, .quiet, width: canvas.columns - 2)
      return
    }
    let lane = run.snapshot.lanes[index]
    let memory = run.lanes.indices.contains(index) ? run.lanes[index] : nil
    let columns = LaneColumns(
      width: canvas.columns - 1,
      nameWidth: run.numberWidth,
      hasDone: run.isPool,
      hasCPU: run.isCrowded && !run.isEnded
    )
    let face = LaneFace(
      lane,
      memory: memory,
      speed: run.speed,
      now: run.snapshot.takenAt,
      isHeld: run.isHeld,
      isPool: run.isPool
    )
    let frame = Canvas.LaneFrame(columns: columns, isSelected: true, isNumbered: true)
    canvas.lane(lane, face, memory, frame, x: 0, y: y)
  }
}
