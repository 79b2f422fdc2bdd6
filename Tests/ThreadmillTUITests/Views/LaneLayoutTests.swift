// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillTUI

/// How much of each worker is shown, and where; arithmetic without a screen.
struct LaneLayoutTests {
  private func layout(
    _ zoom: ZoomLevel,
    _ count: Int,
    rows: Int = 9,
    width: Int = 80
  ) -> LaneLayout {
    let numberWidth = max(2, String(max(0, count - 1)).count)
    return LaneLayout(zoom, count: count, rows: rows, width: width, numberWidth: numberWidth)
  }

  @Test(arguments: [
    (0, ZoomLevel.lane), (9, .lane), (10, .columns), (27, .columns), (28, .micro), (64, .micro),
    (65, .heat), (4096, .heat),
  ])
  func `auto takes the first level that shows all`(_ count: Int, _ level: ZoomLevel) {
    #expect(layout(.auto, count).level == level)
    #expect(layout(.auto, count).visibleLanes >= count)
  }

  @Test func `auto shows all workers at every size`() {
    for count in [0, 1, 2, 17, 36, 100, 999, 1000, 4096] {
      for rows in 1...40 {
        for width in [10, 24, 40, 47, 48, 79, 80, 96, 120, 200, 500] {
          let layout = layout(.auto, count, rows: rows, width: width)
          #expect(layout.visibleLanes >= count, "\(count) \(rows)×\(width)")
          #expect(layout.first(7) == 0)
        }
      }
    }
  }

  @Test func `levels only get coarser with the number of workers`() {
    let order: [ZoomLevel] = [.lane, .columns, .micro, .heat]
    for (rows, width) in [(9, 80), (21, 120), (28, 200), (5, 40)] {
      var last = 0
      for count in 0...1200 {
        let layout = layout(.auto, count, rows: rows, width: width)
        let level = order.firstIndex(of: layout.level) ?? 0
        #expect(level >= last, "\(count) \(rows)×\(width)")
        last = level
      }
    }
  }

  @Test func `a hundred cells per row, more only instead of groups, as many tens as fit otherwise`()
  {
    #expect(layout(.heat, 1000, rows: 21, width: 120).columns == 100)
    #expect(layout(.heat, 1000, rows: 21, width: 200).columns == 100)
    #expect(layout(.heat, 4096, rows: 30, width: 200).columns == 150)
    #expect(layout(.heat, 4096, rows: 30, width: 200).group == 1)
    #expect(layout(.heat, 1000, rows: 9, width: 80).columns == 70)
    #expect(layout(.heat, 1000, rows: 6, width: 40).columns == 30)
    #expect(layout(.heat, 4096, rows: 9, width: 80).group == 9)
  }

  @Test func `micro has as many columns as fit`() {
    #expect(layout(.micro, 48, width: 80).columns == 8)
    #expect(layout(.micro, 48, width: 120).columns == 12)
    #expect(layout(.micro, 48, width: 5).columns == 1)
  }

  @Test func `every worker stands in exactly one cell, and no cell is empty`() {
    for count in [1, 69, 70, 71, 490, 491, 1000, 4096] {
      for zoom in [ZoomLevel.micro, .heat] {
        let layout = layout(zoom, count)
        var cells: [[Int]: Int] = [:]
        for worker in 0..<min(count, layout.visibleLanes) {
          let place = layout.place(of: worker)
          #expect((0..<layout.columns).contains(place.column))
          #expect((0..<layout.usedRows).contains(place.row))
          cells[[place.row, place.column], default: 0] += 1
        }
        #expect(cells.values.reduce(0, +) == min(count, layout.visibleLanes))
        #expect(cells.values.allSatisfy { $0 <= layout.group })
        // All cells but the last are full: the total is what the title says.
        #expect(cells.values.filter { $0 < layout.group }.count <= 1)
      }
    }
  }

  @Test func `too narrow for columns is one per row`() {
    #expect(layout(.columns, 100, width: 47).level == .lane)
    #expect(layout(.columns, 100, width: 48).columns == 2)
    #expect(layout(.columns, 100, width: 96).columns == 4)
    #expect(layout(.columns, 10, width: 200).columns == 2)
  }

  @Test func `arrows move in two dimensions on a map`() {
    let map = layout(.heat, 1000, rows: 21, width: 120)
    #expect(map.moved(317, .up) == 217)
    #expect(map.moved(317, .down) == 417)
    #expect(map.moved(317, .left) == 316)
    #expect(map.moved(399, .right) == 400)
    #expect(map.moved(17, .up) == 17)
    #expect(map.moved(917, .down) == 917)
    #expect(map.moved(317, .pageDown) == 917)
    #expect(map.moved(317, .pageUp) == 17)
    #expect(map.moved(317, .top) == 0)
    #expect(map.moved(317, .bottom) == 999)
    #expect(map.moved(999, .right) == 999)
    #expect(map.moved(0, .left) == 0)
  }

  @Test func `the last row may be short`() {
    let map = layout(.heat, 150, rows: 21, width: 120)
    #expect(map.moved(80, .down) == 149)
    #expect(map.moved(149, .down) == 149)
  }

  @Test func `in groups one step is one cell`() {
    let map = layout(.heat, 4096, rows: 9, width: 80)
    #expect(map.moved(4, .right) == 13)
    #expect(map.moved(13, .left) == 4)
    #expect(map.moved(4, .down) == 4 + 70 * 9)
  }

  @Test func `in lanes only up and down move`() {
    for zoom in [ZoomLevel.lane, .columns] {
      let lanes = layout(zoom, 200)
      #expect(lanes.moved(5, .down) == 6)
      #expect(lanes.moved(5, .left) == 5)
      #expect(lanes.moved(5, .right) == 5)
      #expect(lanes.moved(5, .pageDown) == 14)
    }
  }

  @Test func `no move leaves the workers, and the selected one is always visible`() {
    for count in [1, 2, 9, 48, 200, 1000] {
      for zoom in ZoomLevel.allCases {
        for (rows, width) in [(1, 40), (2, 60), (4, 80), (9, 80), (21, 120)] {
          let layout = layout(zoom, count, rows: rows, width: width)
          for index in Swift.stride(from: 0, to: count, by: max(1, count / 7)) {
            for movement in KeyAction.Movement.allCases {
              let target = layout.moved(index, movement)
              #expect((0..<count).contains(target))
              let first = layout.first(index, showing: target)
              #expect((first..<first + layout.visibleLanes).contains(target))
            }
          }
        }
      }
    }
  }

  @Test func `no rows and no workers trap nowhere`() {
    for zoom in ZoomLevel.allCases {
      for (count, rows, width) in [(0, 0, 1), (5, 0, 80), (0, 9, 80), (5, 1, 1)] {
        let layout = layout(zoom, count, rows: rows, width: width)
        for movement in KeyAction.Movement.allCases { _ = layout.moved(0, movement) }
        _ = (layout.first(3, showing: 0), layout.place(of: 0), layout.usedRows)
        _ = layout.moreText(from: 0)
      }
    }
  }
}
