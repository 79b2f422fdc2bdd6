// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry
import ThreadmillTerminal
struct DumpTests {
  @Test func dump() {
    for (c, r) in [(80, 24), (120, 40), (40, 12), (20, 5)] {
      var m = ScreenFixtures.model(columns: c, rows: r)
      p(m, "browse")
      m = ScreenFixtures.running(ScreenFixtures.poolSubmit, columns: c, rows: r, snapshots: [ScreenFixtures.pool([.waiting, .running, .blocked, .idle])])
      _ = update(&m, .printed(run: 1, ScreenFixtures.printed))
      p(m, "run")
      _ = update(&m, .key(.down))
      p(m, "run sel")
      _ = update(&m, .key(.character("?")))
      p(m, "help")
      _ = update(&m, .key(.escape))
      for k in ":set w" { _ = update(&m, .key(.character(k))) }
      p(m, "line")
      _ = update(&m, .key(.escape))
      _ = update(&m, .key(.character("3")))
      p(m, "log")
      m = ScreenFixtures.running(ScreenFixtures.poolSubmit, columns: c, rows: r, snapshots: [ScreenFixtures.pool([.waiting, .running, .blocked, .idle]), ScreenFixtures.ended()])
      p(m, "card")
      m = ScreenFixtures.running(ScreenFixtures.poolSubmit, columns: c, rows: r, snapshots: [ScreenFixtures.pool(Array(repeating: .waiting, count: 200))])
      p(m, "200")
      m = ScreenFixtures.running(ScreenFixtures.poolSubmit, columns: c, rows: r, snapshots: [ScreenFixtures.pool(Array(repeating: .waiting, count: 25))])
      p(m, "25")
    }
  }
  func p(_ m: Model, _ t: String) {
    print("== \(t) \(m.size)")
    let g = view(m, size: m.size)
    for row in g.rows { print("|" + row) }
  }
}
