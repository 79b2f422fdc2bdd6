// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry
import ThreadmillTerminal

/// What zoom does to the model and to the screen.
struct ZoomTests {
  private typealias F = ScreenFixtures

  private func model(_ workers: Int, columns: Int = 120, rows: Int = 40) -> Model {
    F.running(
      F.poolSubmit,
      columns: columns,
      rows: rows,
      snapshots: [F.pool(F.allStates(workers))]
    )
  }

  private func press(_ model: inout Model, _ keys: Key...) {
    for key in keys { _ = update(&model, .key(key)) }
  }

  private func enter(_ model: inout Model, _ line: String) {
    press(&model, .character(":"))
    for character in line { press(&model, .character(character)) }
    press(&model, .enter)
  }

  private func text(_ model: Model) -> String {
    view(model, size: model.size).rows.joined(separator: "\n")
  }

  @Test func `z cycles and echoes the command it ran`() {
    var model = model(1000)
    for level in ["lane", "columns", "micro", "heat", "auto"] {
      press(&model, .character("z"))
      #expect(model.zoom.rawValue == level)
      #expect(model.echo.command == "zoom \(level)")
      #expect(!model.echo.isRefusal && !model.echo.outcome.isEmpty)
    }
    #expect(model.echo.outcome == "heat: one cell per worker, or per group of them")
  }

  @Test func `the line takes a level and refuses another with one sentence`() {
    var model = model(1000)
    enter(&model, "zoom huge")
    #expect(
      model.lineError?.message
        == "zoom must be auto, lane, columns, micro or heat, got \"huge\""
    )
    #expect(model.zoom == .auto)
    for _ in 0..<4 { press(&model, .backspace) }
    for character in "micro" { press(&model, .character(character)) }
    press(&model, .enter)
    #expect(model.zoom == .micro && model.line == nil)
  }

  @Test func `a level that does not fit says what is shown instead`() {
    var model = model(60, columns: 40, rows: 12)
    enter(&model, "zoom columns")
    #expect(model.echo.outcome == "the screen is too narrow for columns: one worker per row")
    #expect(text(model).contains("more"))
  }

  @Test func `the level stays for the next run`() {
    var model = model(1000)
    enter(&model, "zoom micro")
    press(&model, .character("r"))
    #expect(model.zoom == .micro)
  }

  @Test func `arrows move in two dimensions on a map and turn knobs in lanes`() {
    var model = model(1000)
    press(&model, .right)
    #expect(model.run?.selectedLane == 0)
    press(&model, .right, .down, .right)
    #expect(model.run?.selectedLane == 102)
    press(&model, .left, .up)
    #expect(model.run?.selectedLane == 1)
    enter(&model, "zoom lane")
    #expect(update(&model, .key(.right)) == [.set(run: 1, knob: "workers", .int(1001))])
    #expect(model.run?.selectedLane == 1)
  }

  @Test(arguments: [(80, 24), (120, 40), (40, 12), (60, 20), (200, 50)])
  func `the selected worker is visible at every level`(_ columns: Int, _ rows: Int) {
    var model = model(1000, columns: columns, rows: rows)
    press(&model, .end, .up, .up)
    let worker = model.run?.selectedLane ?? 0
    for _ in ZoomLevel.allCases {
      press(&model, .character("z"))
      let lines = view(model, size: model.size).rows
      #expect(
        lines.contains { $0.contains("▶") && $0.contains(String(worker)) },
        "\(columns)×\(rows) \(model.zoom): \(lines)"
      )
      #expect(model.run?.selectedLane == worker)
    }
  }

  @Test func `the selection follows its worker when others go`() {
    var model = model(1000)
    press(&model, .right, .down, .down)
    #expect(model.run?.selectedLane == 200)
    var snapshot = F.pool(F.allStates(1000))
    snapshot.lanes.removeSubrange(50..<60)
    F.feed(&model, snapshot)
    #expect(model.run?.selectedLane == 190)
    snapshot.lanes.removeSubrange(100...)
    F.feed(&model, snapshot)
    #expect(model.run?.selectedLane == 99)
    snapshot.lanes = []
    F.feed(&model, snapshot)
    #expect(model.run?.selectedLane == 0)
    _ = text(model)
  }

  @Test func `selecting does not change what is shown of the others`() {
    for (columns, rows) in [(80, 24), (120, 40), (40, 12), (200, 50)] {
      for workers in [30, 100, 490, 1000, 4096] {
        var model = model(workers, columns: columns, rows: rows)
        func layout() -> LaneLayout? {
          model.run.map {
            RunPlan($0, size: model.size, zoom: .auto, keys: KeyLabels(model.context)).layout
          }
        }
        let before = layout()
        press(&model, .character("G"))
        if before?.isMap == true { #expect(layout() == before) }
      }
    }
  }

  @Test func `the title says how many share a cell, and totals stay true`() {
    let model = model(4096, columns: 80, rows: 24)
    #expect(text(model).contains("k = 9 per cell, worst state wins"))
    let counts = F.allStates(4096).count { $0 == .waiting }
    #expect(text(model).contains("\(counts) wait"))
    #expect(model.run?.tally.reduce(0) { $0 + $1.count } == 4096)
  }

  @Test func `a frozen map stands still and its selection moves`() {
    var model = model(1000)
    press(&model, .character("Z"), .right, .down)
    #expect(model.frozen?.selectedLane == 100)
    #expect(model.run?.selectedLane == 100)
  }
}
