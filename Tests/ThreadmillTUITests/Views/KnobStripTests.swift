// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry
import ThreadmillTerminal

/// The row of knobs above the lanes.
struct KnobStripTests {
  private let row = 2

  /// A model whose demo has more knobs than 80 columns hold.
  private func model(columns: Int) -> Model {
    let names = ["limit", "policy", "producers", "interval", "items", "weather"]
    var demo = ScreenFixtures.basicThreads
    demo.knobs += names.map {
      Knob($0, "", unit: $0, kind: .int(1...99_999), seedValue: .int(77_777))
    }
    var model = Model(
      demos: [demo],
      look: Look(),
      size: ScreenSize(columns: columns, rows: 24),
      cpuCount: 2,
      now: .seconds(100)
    )
    _ = update(&model, .key(.enter))
    ScreenFixtures.feed(&model, RunSnapshot())
    return model
  }

  @Test(arguments: [80, 90, 100, 130])
  func `the chosen knob is always to be seen, and marks say that there are more`(columns: Int) {
    var model = model(columns: columns)
    let knobs = model.demos[0].knobs
    for step in 0..<knobs.count {
      let text = view(model, size: model.size).text(row: row)
      #expect(text.contains(knobs[step].name), "\(columns): \(text)")
      #expect(text.contains("◂") == !text.contains("workers"), "\(text)")
      #expect(text.contains("▸") == !text.contains("weather"), "\(text)")
      _ = update(&model, .key(.tab))
    }
  }

  @Test func `a value that does not act yet stands behind the one that does`() {
    var model = model(columns: 120)
    var snapshot = RunSnapshot()
    snapshot.phase = .running
    snapshot.settings = model.demos[0].seedSettings
    snapshot.actingSettings = snapshot.settings
    snapshot.settings["limit"] = .int(4)
    // A live knob acts at once: what differs is on its way.
    snapshot.settings["workers"] = .int(9)
    ScreenFixtures.feed(&model, snapshot)
    let text = view(model, size: model.size).text(row: row)
    #expect(text.contains("limit 77777→4 "), "\(text)")
    #expect(text.contains("workers 9 "), "\(text)")
    snapshot.phase = .ended
    ScreenFixtures.feed(&model, snapshot)
    #expect(view(model, size: model.size).text(row: row).contains("limit 4 "))
  }
}
