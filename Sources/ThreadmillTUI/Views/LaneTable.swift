// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTelemetry

/// The lanes: one per row, in up to four columns when there are more than rows, a window on them when
/// there are more than that.
struct LaneTable {
  let run: RunState
  let plan: RunPlan

  func draw(on canvas: inout Canvas) {
    let width = canvas.columns / plan.columns
    let isSide = plan.columns > 1
    let isNumbered = isSide || plan.sizeClass == .small || run.nameWidth == 0
    let columns = LaneColumns(
      width: width - 1,
      nameWidth: isNumbered ? numberWidth : run.nameWidth,
      hasDone: run.isPool && !isSide,
      hasCPU: run.isCrowded && !isSide && !run.isEnded
    )
    let first = firstLane
    if let row = plan.titleRow { drawTitle(columns, isSide: isSide, on: &canvas, y: row, first) }
    guard plan.laneRows > 0 else { return }
    let count = min(plan.visibleLanes, max(0, run.snapshot.lanes.count - first))
    for offset in 0..<count {
      let x = offset / plan.laneRows * width
      let y = plan.lanesTop + offset % plan.laneRows
      drawLane(
        first + offset,
        columns,
        isNumbered: isNumbered,
        x: x,
        y: y,
        on: &canvas
      )
    }
    if let row = plan.moreRow {
      canvas.clip(moreText(first, count), x: 2, y: row, .quiet, width: canvas.columns - 3)
    }
  }

  /// Digits of the largest worker number.
  private var numberWidth: Int {
    max(2, String(run.snapshot.lanes.last.map { max(0, $0.worker.id) } ?? 0).utf8.count)
  }

  /// The first lane that is shown.
  private var firstLane: Int {
    min(max(0, run.firstLane), max(0, run.snapshot.lanes.count - plan.visibleLanes))
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
    isSide: Bool,
    on canvas: inout Canvas,
    y: Int,
    _ first: Int
  ) {
    let more = moreText(first, min(plan.visibleLanes, run.snapshot.lanes.count))
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
    guard !isSide else {
      canvas.put(" \(unit)S  \(barTitle(first)) ", x: 0, y: y, .quiet)
      return
    }
    title(unit, columns.name)
    title("STATE", columns.state)
    title(barTitle(first), columns.bar)
    title(run.isPool ? "NOW" : "RESULT", columns.note)
    title("CPU", columns.cpu, isRight: true)
    title("DONE", columns.done, isRight: true)
  }

  /// What the bars measure: the demo's word for it, or the share of the last second.
  private func barTitle(_ first: Int) -> String {
    let shown = run.lanes.dropFirst(first).prefix(plan.visibleLanes)
    if !shown.isEmpty, shown.allSatisfy(\.isShort) { return "BUSY last 1 s" }
    return run.info.barTitle + (run.settings.computes ? " steps" : " time")
  }

  private func moreText(_ first: Int, _ count: Int) -> String {
    let hidden = run.snapshot.lanes.count - count
    guard hidden > 0 else { return "" }
    let place = first == 0 ? "" : "from \(first + 1)  "
    return "\(place)+\(hidden) more  ↑ ↓"
  }
}
