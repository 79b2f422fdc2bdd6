// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry
import ThreadmillTerminal

/// What holds of every screen, whatever is shown at whatever size.
struct ViewPropertyTests {
  @Test(arguments: Scene.allCases)
  func `every size from 1×1 to 130×45 is drawn, help on its last row`(_ scene: Scene) {
    for rows in 1...45 {
      // All widths at a few heights, a few widths at all heights: every limit is crossed both ways.
      let isFull = [1, 5, 8, 12, 24, 30].contains(rows)
      let widths = isFull ? Array(1...130) : [1, 2, 7, 8, 20, 39, 40, 60, 79, 80, 99, 100, 130]
      for columns in widths {
        let size = ScreenSize(columns: columns, rows: rows)
        let grid = view(scene.model(columns: columns, rows: rows), size: size)
        #expect(grid.size == size)
        let hasHelp = grid.text(row: rows - 1).contains("?") || scene == .line || scene == .refused
        #expect(hasHelp, "\(scene) \(columns)×\(rows): \(grid.text(row: rows - 1))")
      }
    }
  }

  @Test(arguments: Scene.allCases)
  func `a model made for another size is drawn all the same`(_ scene: Scene) {
    let model = scene.model(columns: 120, rows: 40)
    for size in [(1, 1), (20, 5), (40, 8), (80, 24), (130, 45)] {
      let size = ScreenSize(columns: size.0, rows: size.1)
      #expect(view(model, size: size).size == size)
    }
  }

  @Test(arguments: Scene.allCases)
  func `without UTF-8 nothing but ASCII is drawn`(_ scene: Scene) {
    for (columns, rows) in [(80, 24), (120, 40), (40, 12), (20, 5)] {
      let look = Look(colors: .palette, isUTF8: false)
      let model = scene.model(columns: columns, rows: rows, look: look)
      for row in view(model, size: model.size).rows {
        #expect(row.utf8.allSatisfy { $0 < 0x80 }, "\(row)")
      }
    }
  }

  @Test(arguments: Scene.allCases)
  func `without colours no cell has one`(_ scene: Scene) {
    let model = scene.model(columns: 120, rows: 40, look: Look(colors: .mono, isUTF8: true))
    let grid = view(model, size: model.size)
    #expect(grid.cells.allSatisfy { $0.style.color == nil })
  }

  @Test func `the selection shows without colours`() {
    let model = Scene.browse.model(columns: 80, rows: 24, look: Look(colors: .mono, isUTF8: true))
    let grid = view(model, size: model.size)
    let reversed = (0..<24).filter { y in grid[5, y].style.isReverse }
    #expect(reversed.contains { grid.text(row: $0).contains("basic-threads") })
  }

  @Test func `totals are true when only some workers are visible`() {
    let model = Scene.many.model(columns: 80, rows: 24)
    let text = view(model, size: model.size).rows.joined(separator: "\n")
    #expect(text.contains("40 run  80 wait  40 block  40 idle"))
    #expect(text.contains("+191 more"))
  }

  @Test func `the footer is cut between hints`() {
    for columns in 8...130 {
      let model = Scene.run.model(columns: columns, rows: 24)
      let footer = view(model, size: model.size).text(row: 23)
      #expect(footer.hasSuffix("? Help"))
      let words = footer.dropLast("? Help".count).split(separator: " ")
      let known = Set(
        CommandRegistry.hints(model.context).flatMap {
          ($0.label + " " + $0.text).split(separator: " ")
        }
      )
      #expect(words.allSatisfy { known.contains($0) }, "\(footer)")
    }
  }

  @Test func `hints, tabs and keys come from the registry and do something`() {
    for scene in Scene.allCases {
      let model = scene.model(columns: 120, rows: 40)
      for hint in CommandRegistry.hints(model.context) {
        for key in hint.keys {
          #expect(CommandRegistry.binding(for: key, context: model.context) != nil)
        }
      }
    }
  }

  @Test func `columns stand still while numbers change`() {
    func starts(_ fraction: Int64) -> [Int] {
      var snapshot = ScreenFixtures.pool([.waiting, .waiting])
      for index in snapshot.lanes.indices {
        snapshot.lanes[index].worker.task?.activity = .wait(
          elapsed: .milliseconds(fraction),
          requested: .milliseconds(100)
        )
      }
      let model = ScreenFixtures.running(
        ScreenFixtures.poolSubmit,
        columns: 80,
        rows: 24,
        snapshots: [snapshot]
      )
      let row = Array(view(model, size: model.size).text(row: 7))
      return row.indices.filter { row[$0] != " " && ($0 == 0 || row[$0 - 1] == " ") }
    }
    #expect(starts(1) == starts(99))
    #expect(starts(10) == starts(50))
  }
}
