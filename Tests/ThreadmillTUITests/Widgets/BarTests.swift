// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillTUI
import ThreadmillTerminal

/// Bars in eighths and in ASCII.
struct BarTests {
  private func row(_ bar: Bar, width: Int, isUTF8: Bool = true) -> String {
    let look = Look(colors: .palette, isUTF8: isUTF8)
    var canvas = Canvas(ScreenSize(columns: width, rows: 1), look: look)
    canvas.bar(bar, x: 0, y: 0, width: width)
    return canvas.grid.text(row: 0)
  }

  @Test(arguments: [
    (0.0, "········"), (0.5, "████····"), (1.0, "████████"), (0.0625, "▌·······"),
    (0.2, "█▌······"), (7.0, "████████"), (-1.0, "········"), (.nan, "········"),
  ])
  func `eighths fill from the left`(_ share: Double, _ text: String) {
    #expect(row(Bar(share, .running), width: 8) == text)
  }

  @Test(arguments: [(0.0, "[......]"), (0.5, "[==>...]"), (1.0, "[======]")])
  func `ASCII has an arrow at its head`(_ share: Double, _ text: String) {
    #expect(row(Bar(share, .running), width: 8, isUTF8: false) == text)
  }

  @Test func `a mark stands where the previous round was`() {
    #expect(row(Bar(0.25, .running, mark: 0.75), width: 8) == "██····▏·")
    #expect(row(Bar(nil, .blocked), width: 4) == "····")
  }

  @Test func `no width traps`() {
    for width in -2...5 {
      for isUTF8 in [true, false] {
        var canvas = Canvas(ScreenSize(columns: 3, rows: 1), look: Look(isUTF8: isUTF8))
        canvas.bar(Bar(0.9, .running, mark: 1), x: 1, y: 0, width: width)
      }
    }
  }
}
