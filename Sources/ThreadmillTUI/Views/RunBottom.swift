// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTerminal

/// What stands under the lanes of a run that goes on: its results and what it has printed last.
struct RunBottom {
  let run: RunState
  let plan: RunPlan
  /// The key that shows the Log.
  let logKey: String?

  func draw(on canvas: inout Canvas) {
    if let row = plan.resultsRow { drawResults(on: &canvas, y: row) }
    if let row = plan.printedTitleRow {
      canvas.rule(y: row, title: "Printed", right: logKey.map { "\($0) Log has all" } ?? "")
    }
    let lines = run.printed.suffix(plan.printedRows)
    for (index, line) in lines.enumerated() {
      canvas.clip(line.text, x: 2, y: plan.printedTop + index, width: canvas.columns - 3)
    }
    if lines.isEmpty, plan.printedRows > 0 {
      canvas.clip("nothing yet", x: 2, y: plan.printedTop, .quiet, width: canvas.columns - 3)
    }
  }

  private func drawResults(on canvas: inout Canvas, y: Int) {
    let snapshot = run.snapshot
    guard !snapshot.resultsTitle.isEmpty else { return }
    var x = 1 + canvas.put("results ", x: 1, y: y, .quiet)
    x += canvas.put(snapshot.resultsTitle, x: x, y: y, .quiet, width: canvas.columns - x) + 2
    let end = canvas.columns - 1
    // The newest stand at the end; where not all fit, the oldest go.
    var first = snapshot.results.count
    var used = 0
    while first > 0 {
      let length = canvas.width(snapshot.results[first - 1]) + 2
      if used + length > end - x - 3 { break }
      used += length
      first -= 1
    }
    if first > 0, first < snapshot.results.count { x += canvas.put("… ", x: x, y: y, .quiet) }
    for result in snapshot.results[first...] where x < end {
      x += canvas.clip(result, x: x, y: y, width: end - x) + 2
    }
  }
}
