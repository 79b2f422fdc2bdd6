// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry
import ThreadmillTerminal

/// What must not get lost where there is little room.
struct SmallScreenTests {
  private typealias F = ScreenFixtures

  private func press(_ model: inout Model, _ keys: Key...) {
    for key in keys { _ = update(&model, .key(key)) }
  }

  private func rows(_ model: Model) -> [String] { view(model, size: model.size).rows }

  @Test(arguments: [(79, 23), (60, 12), (40, 12), (40, 8), (80, 24), (120, 40)])
  func `the last lane can be reached and is the one that is chosen`(_ columns: Int, _ rows: Int) {
    var model = F.running(
      F.poolSubmit,
      columns: columns,
      rows: rows,
      snapshots: [F.pool(F.states(203))]
    )
    model.zoom = .lane
    press(&model, .character("G"))
    let isChosen: (String) -> Bool = { $0.hasPrefix("▶") && $0.prefix(12).contains("202") }
    #expect(self.rows(model).contains(where: isChosen), "\(columns)×\(rows): \(self.rows(model))")
  }

  @Test func `what is hidden is counted right at both ends`() {
    for (columns, rows) in [(79, 23), (60, 12), (40, 12), (80, 24)] {
      var model = F.running(
        F.poolSubmit,
        columns: columns,
        rows: rows,
        snapshots: [F.pool(F.states(203))]
      )
      model.zoom = .lane
      for key in [Key.home, .end] {
        press(&model, key)
        let screen = self.rows(model)
        let lanes = screen.filter { row in
          ["run", "wait", "lock", "idle"].contains { row.contains(" \($0) ") }
            && (row.contains(" of ") || row.contains("idle ") || row.contains("counter"))
            && !row.contains("6 of 10")
        }
        let hidden = screen.compactMap { row in
          row.split(separator: " ").first { $0.hasPrefix("+") }.flatMap { Int($0.dropFirst()) }
        }
        #expect(hidden.first.map { $0 + lanes.count } == 203, "\(columns)×\(rows) \(key)")
      }
    }
  }

  @Test func `a refused line says why at every size`() {
    for (columns, rows) in [(80, 24), (40, 12), (39, 20), (20, 5)] {
      let model = Scene.refused.model(columns: columns, rows: rows)
      let text = self.rows(model).joined(separator: " ")
      #expect(text.contains("1...4096"), "\(columns)×\(rows): \(text)")
    }
  }

  @Test func `a line longer than a tiny screen shows its cursor`() {
    var model = F.model(columns: 20, rows: 5)
    press(&model, .character(":"))
    for character in "run pool-submit workers=12" { press(&model, .character(character)) }
    #expect(self.rows(model)[4].contains("workers=12"))
  }

  @Test func `with the help open the footer speaks of the help`() {
    for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
      let model = Scene.help.model(columns: columns, rows: rows)
      let footer = self.rows(model)[rows - 1]
      #expect(footer.contains("Esc close"))
      #expect(!footer.contains("quit"))
    }
  }

  @Test func `a card that does not fit still says how to go on`() {
    var snapshot = F.ended()
    snapshot.card?.failure = String(repeating: "A long story. ", count: 20)
    let model = F.running(F.poolSubmit, columns: 80, rows: 24, snapshots: [snapshot])
    #expect(self.rows(model).contains { $0.contains("r again") && $0.contains("n next") })
  }

  @Test func `a low screen shows what was printed where lanes leave room`() {
    var model = F.running(F.basicThreads, columns: 60, rows: 12, snapshots: [F.pool([.waiting])])
    _ = update(&model, .printed(run: model.lastRun, F.printed))
    #expect(self.rows(model).contains { $0.contains("Downloaded 10 files in 0.20s") })
  }
}
