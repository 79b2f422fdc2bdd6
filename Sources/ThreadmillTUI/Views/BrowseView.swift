// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTerminal

/// The Browse view: the menu of demos, and what there is to say about the one under the cursor.
struct BrowseView {
  let model: Model
  let keys: KeyLabels

  func draw(on canvas: inout Canvas) {
    let bottom = canvas.rows - 2
    guard SizeClass(canvas.grid.size) > .small else {
      drawSmall(on: &canvas, bottom: bottom)
      return
    }
    let wall = canvas.columns >= 100 ? 38 : 29
    canvas.rule(y: 2)
    canvas.put(" Demos ", x: 1, y: 2, .title)
    let menu = DemoMenu(model: model)
    menu.draw(on: &canvas, x: 0, y: 3, width: wall, rows: bottom - 3)
    for y in 3..<bottom { canvas.put(.wall, x: wall, y: y, .quiet) }
    canvas.put(.junction, x: wall, y: 2, .quiet)
    guard let demo = model.browsed else { return }
    canvas.clip(" \(demo.title) ", x: wall + 2, y: 2, .title, width: canvas.columns - wall - 3)
    let pane = DemoPane(demo: demo, model: model, keys: keys)
    pane.draw(on: &canvas, x: wall + 2, y: 3, width: canvas.columns - wall - 3, bottom: bottom)
  }

  /// The menu, and below it as much of the demo as fits.
  private func drawSmall(on canvas: inout Canvas, bottom: Int) {
    let wanted = model.demos.count + Set(model.demos.map(\.group)).count
    let below = canvas.rows >= 11 ? 3 : canvas.rows >= 9 ? 1 : 0
    let rows = max(1, min(wanted, bottom - 1 - below))
    DemoMenu(model: model).draw(on: &canvas, x: 0, y: 1, width: canvas.columns, rows: rows)
    guard let demo = model.browsed, below > 0 else { return }
    let width = canvas.columns - 2
    var y = 1 + rows
    KnobStrip(demo: demo, settings: model.settings(of: demo), selected: keys.context.selectedKnob)
      .draw(on: &canvas, x: 1, y: y, width: width)
    y += 1
    canvas.paragraph(demo.lesson, x: 1, y: y, width: width, limit: max(0, bottom - y), .quiet)
  }
}
