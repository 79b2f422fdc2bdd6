// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

@Suite struct PrintedRingTests {
  private func ring(_ count: Int, capacity: Int) -> PrintedRing {
    var ring = PrintedRing(capacity: capacity)
    for index in 0..<count { ring.append(PrintedLine(time: .seconds(index), text: "\(index)")) }
    return ring
  }

  @Test func `lines are asked for by number`() {
    let lines = ring(3, capacity: 4).lines(from: 1)
    #expect(lines.lines.map(\.text) == ["1", "2"] && lines.next == 3 && lines.dropped == 0)
    #expect(ring(3, capacity: 4).lines(from: 3).lines.isEmpty)
    #expect(ring(0, capacity: 4).lines(from: 0).next == 0)
  }

  @Test func `old lines are overwritten and counted`() {
    let lines = ring(10, capacity: 4).lines(from: 2)
    #expect(lines.lines.map(\.text) == ["6", "7", "8", "9"] && lines.dropped == 4)
    let rest = ring(10, capacity: 4).lines(from: 8)
    #expect(rest.lines.map(\.text) == ["8", "9"] && rest.dropped == 0)
  }

  @Test(arguments: [-5, 99, Int.max, Int.min]) func `any number may be asked for`(start: Int) {
    let lines = ring(10, capacity: 4).lines(from: start)
    #expect(lines.next == 10 && lines.lines.count == (start < 0 ? 4 : 0))
  }
}
