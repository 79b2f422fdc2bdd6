// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillTUI
import ThreadmillTerminal

/// Every line of the Log can be read to its end, at every size.
struct LogScrollTests {
  private let sizes = [(80, 24), (120, 40), (60, 12), (40, 12), (20, 5)]

  /// A log of numbered lines, every third of them two to three rows long.
  private func model(_ columns: Int, _ rows: Int, lines count: Int = 60) -> Model {
    var model = ScreenFixtures.model(columns: columns, rows: rows)
    let long = String(repeating: " abcd", count: columns * 2 / 5)
    let lines = (0..<count).map { "<\($0)" + ($0 % 3 == 0 ? long : "") + " \($0)>" }
    _ = update(&model, .captured(lines, dropped: 0))
    _ = update(&model, .key(.character("3")))
    return model
  }

  private func text(_ model: Model) -> String {
    view(model, size: model.size).rows.joined(separator: " ")
  }

  @Test func `the last line is read to its end, and Home shows the first`() {
    for (columns, rows) in sizes {
      var model = model(columns, rows, lines: 61)
      #expect(text(model).contains("60>"), "\(columns)×\(rows)")
      _ = update(&model, .key(.home))
      #expect(text(model).contains("<0"), "\(columns)×\(rows)")
      _ = update(&model, .key(.end))
      #expect(text(model).contains("60>"), "\(columns)×\(rows)")
    }
  }

  @Test func `page by page nothing is skipped`() {
    for (columns, rows) in sizes {
      var model = model(columns, rows)
      var seen: Set<Int> = []
      for _ in 0..<200 {
        let shown = text(model)
        seen.formUnion((0..<60).filter { shown.contains("\($0)>") })
        _ = update(&model, .key(.pageUp))
      }
      #expect(seen.count == 60, "\(columns)×\(rows): \(Set(0..<60).subtracting(seen).sorted())")
    }
  }

  @Test func `every press scrolls until the first line is there, and back`() {
    for (columns, rows) in sizes {
      var model = model(columns, rows)
      var offsets: [Int] = []
      while offsets.last != model.log.offset {
        offsets.append(model.log.offset)
        _ = update(&model, .key(.up))
      }
      #expect(text(model).contains("<0"))
      _ = update(&model, .key(.down))
      #expect(model.log.offset == offsets[offsets.count - 1] - 1)
    }
  }

  @Test func `what was printed keeps its blanks`() {
    var model = ScreenFixtures.model(columns: 80, rows: 24)
    _ = update(&model, .captured([" a   b" + String(repeating: "c", count: 100)], dropped: 0))
    _ = update(&model, .key(.character("3")))
    #expect(text(model).contains(" a   bc"))
  }

  @Test func `an empty log says so at every size`() {
    for (columns, rows) in sizes {
      var model = ScreenFixtures.model(columns: columns, rows: rows)
      _ = update(&model, .key(.character("3")))
      #expect(text(model).contains("Nothing has been"), "\(columns)×\(rows)")
    }
  }
}
