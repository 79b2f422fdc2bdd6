// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

@Suite struct PrintedBacklogTests {
  private func backlog(_ count: Int, limit: Int, keeping kept: Int = 4) -> PrintedBacklog {
    var backlog = PrintedBacklog(limit: limit, keeping: kept)
    append(count, to: &backlog)
    return backlog
  }

  private func append(_ count: Int, to backlog: inout PrintedBacklog) {
    for _ in 0..<count {
      let index = backlog.count
      backlog.append(PrintedLine(time: .seconds(index), text: "\(index)"))
    }
  }

  private func read(_ backlog: PrintedBacklog, from start: Int) -> PrintedLines {
    var backlog = backlog
    return backlog.lines(from: start)
  }

  @Test func `lines are asked for by number`() {
    let lines = read(backlog(3, limit: 4), from: 1)
    #expect(lines.lines.map(\.text) == ["1", "2"] && lines.next == 3 && lines.dropped == 0)
    #expect(read(backlog(3, limit: 4), from: 3).lines.isEmpty)
    #expect(read(backlog(0, limit: 4), from: 0).next == 0)
  }

  @Test func `a reader who is behind loses nothing up to the limit`() {
    let lines = read(backlog(100, limit: 100), from: 0)
    #expect(lines.lines.map(\.text) == (0..<100).map(String.init) && lines.dropped == 0)
  }

  @Test func `beyond the limit the oldest go and are counted`() {
    let lines = read(backlog(10, limit: 4), from: 2)
    #expect(lines.lines.map(\.text) == ["6", "7", "8", "9"] && lines.dropped == 4)
    let rest = read(backlog(10, limit: 4), from: 8)
    #expect(rest.lines.map(\.text) == ["8", "9"] && rest.dropped == 0)
  }

  @Test func `of what has been read only the last is kept`() {
    var backlog = backlog(100, limit: 1000)
    #expect(backlog.lines(from: 0).lines.count == 100)
    let again = backlog.lines(from: 0)
    #expect(again.lines.map(\.text) == ["96", "97", "98", "99"] && again.dropped == 96)
    append(3, to: &backlog)
    #expect(backlog.lines(from: 100).lines.map(\.text) == ["100", "101", "102"])
  }

  @Test(arguments: [-5, 99, Int.max, Int.min]) func `any number may be asked for`(start: Int) {
    let lines = read(backlog(10, limit: 4), from: start)
    #expect(lines.next == 10 && lines.lines.count == (start < 0 ? 4 : 0))
  }
}
