// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// The lanes: one per row, or in up to four columns, and a window on them when there are more.
struct LaneTable {
  let run: RunState
  let plan: RunPlan

  func draw(on canvas: inout Canvas) {
    let layout = plan.layout
    let width = layout.width
    let isSide = layout.columns > 1
    let isNumbered = isSide || plan.sizeClass == .small || run.nameWidth == 0
    let columns = LaneColumns(
      width: width - 1,
      nameWidth: isNumbered ? run.numberWidth : run.nameWidth,
      hasDone: run.isPool && !isSide,
      hasCPU: run.isCrowded && !isSide && !run.isEnded
    )
    let first = layout.first(run.firstLane, showing: run.selectedLane)
    let more = layout.moreText(from: first)
    if let row = plan.titleRow { drawTitle(columns, more, on: &canvas, y: row, first) }
    let count = min(layout.visibleLanes, run.snapshot.lanes.count - first)
    for offset in 0..<max(0, count) {
      let place = layout.place(of: offset)
      drawLane(
        first + offset,
        columns,
        isNumbered: isNumbered,
        x: place.column * width,
        y: plan.lanesTop + place.row,
        on: &canvas
      )
    }
    if let row = plan.moreRow {
      canvas.clip(more, x: 2, y: row, .quiet, width: canvas.columns - 3)
    }
  }

  private func drawLane(
    _ index: Int,
    _ columns: LaneColumns,
    isNumbered: Bool,
    x: Int,
    y: Int,
    on canvas: inout Canvas
  ) {
    let lane = run.snapshot.lanes[index]
    let memory = run.lanes.indices.contains(index) ? run.lanes[index] : nil
    let face = LaneFace(
      lane,
      memory: memory,
      speed: run.speed,
      now: run.snapshot.takenAt,
      isHeld: run.isHeld,
      isPool: run.isPool
    )
    let frame = Canvas.LaneFrame(
      columns: columns,
      isSelected: run.selectedLane == index,
      isNumbered: isNumbered
    )
    canvas.lane(lane, face, memory, frame, x: x, y: y)
  }

  /// The heading: the columns' names, or how many lanes there are besides those shown.
  private func drawTitle(
    _ columns: LaneColumns,
    _ more: String,
    on canvas: inout Canvas,
    y: Int,
    _ first: Int
  ) {
    canvas.rule(y: y, right: more)
    let limit = canvas.columns - (more.isEmpty ? 1 : canvas.width(more) + 5)
    func title(_ text: String, _ part: LaneColumns.Part, isRight: Bool = false) {
      guard part.width > 0, !text.isEmpty else { return }
      let label = " " + text + " "
      let length = canvas.width(label)
      let x = isRight ? part.x + part.width + 1 - length : part.x - 1
      guard x + length <= limit else { return }
      canvas.put(label, x: x, y: y, .quiet)
    }
    let unit = run.isPool ? "WORKER" : "THREAD"
    let bar = run.barTitle(first, count: plan.layout.visibleLanes)
    guard plan.layout.columns == 1 else {
      canvas.put(" \(unit)S  \(bar) ", x: 0, y: y, .quiet)
      return
    }
    title(unit, columns.name)
    title("STATE", columns.state)
    title(bar, columns.bar)
    title(run.isPool ? "NOW" : "RESULT", columns.note)
    title("CPU", columns.cpu, isRight: true)
    title("DONE", columns.done, isRight: true)
  }
}
