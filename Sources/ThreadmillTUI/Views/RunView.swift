// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTerminal

/// The Run view: one lane per worker, what stands above them, and what has come of it.
struct RunView {
  let model: Model
  let keys: KeyLabels

  func draw(on canvas: inout Canvas) {
    guard let run = model.shownRun else {
      drawEmpty(on: &canvas)
      return
    }
    let plan = RunPlan(run, size: canvas.grid.size, zoom: model.zoom, keys: keys)
    RunTop(run: run, plan: plan, knob: model.selectedKnob?.name).draw(on: &canvas)
    if plan.layout.isMap {
      WorkerMap(run: run, plan: plan).draw(on: &canvas)
    } else {
      LaneTable(run: run, plan: plan).draw(on: &canvas)
    }
    if plan.exhibitRows > 0 {
      ExhibitTable(run: run, rows: plan.exhibitRows).draw(on: &canvas, y: plan.exhibitsTop)
    }
    if let row = plan.detailRow { LaneDetail(run: run).draw(on: &canvas, y: row) }
    if let top = plan.cardTop {
      drawCard(run, plan, top: top, on: &canvas)
    }
    if plan.printedRows > 0 || plan.resultsRow != nil {
      RunBottom(run: run, plan: plan, logKey: keys.key(for: "view log")).draw(on: &canvas)
    }
  }

  /// An empty place names the key that fills it.
  private func drawEmpty(on canvas: inout Canvas) {
    let y = max(2, canvas.rows / 2 - 2)
    let id = keys.context.demo?.id ?? "a demo"
    canvas.clip("Nothing has run yet.", x: 3, y: y, .title, width: canvas.columns - 4)
    guard let key = keys.key(for: "run \(id)") else { return }
    let x = 3 + canvas.put(key, x: 3, y: y + 1, .key)
    canvas.clip(" runs \(id).", x: x, y: y + 1, width: canvas.columns - 1 - x)
  }

  private func drawCard(_ run: RunState, _ plan: RunPlan, top: Int, on canvas: inout Canvas) {
    let isSmall = plan.sizeClass == .small
    let card = CardText(run, keys: keys, width: canvas.columns - (isSmall ? 1 : 2))
    var y = top
    if !isSmall {
      canvas.rule(y: y, title: Self.sentence(card.title))
      y += 1
    }
    for line in card.lines(limit: top + plan.cardRows - y) {
      var x = 1
      for piece in line where x < canvas.columns {
        x += canvas.clip(piece.text, x: x, y: y, piece.role, width: canvas.columns - x)
      }
      y += 1
    }
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
