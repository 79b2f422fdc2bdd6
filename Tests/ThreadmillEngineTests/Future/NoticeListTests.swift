// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct NoticeListTests {
    typealias List = NoticeList<Int>

    @Test func `callbacks added while others run come in the next batch`() {
      var list = List()
      let early = [list.add(1), list.add(2)]
      var batches = [list.takeAll()]
      let between = list.add(3)
      batches.append(list.takeAll())
      batches.append(list.takeAll())
      let late = list.add(4)
      #expect(early == [false, false] && !between && late)
      #expect(batches == [[1, 2], [3], []])
    }

    @Test func `who only waits comes before callbacks, and never behind them`() {
      var list = List()
      let callback = list.add(1)
      let waiter = list.addWaiter(2)
      let first = list.takeAll()
      let late = list.addWaiter(3)
      #expect(!callback && !waiter && first == [2, 1] && late)
    }

    @Test func `who has gone away is forgotten`() {
      final class Key {}
      let (stays, goes) = (Key(), Key())
      var list = List()
      _ = list.addWaiter(1, key: ObjectIdentifier(stays))
      _ = list.addWaiter(2, key: ObjectIdentifier(goes))
      _ = list.addWaiter(3, key: ObjectIdentifier(goes))
      list.removeWaiters(ObjectIdentifier(goes))
      #expect(list.takeAll() == [1])
    }

    @Test(arguments: 0..<50)
    func `every callback runs once, in order`(seed: UInt64) {
      var random = SeededRandom(seed: seed)
      var list = List()
      var ran: [Int] = []
      for added in 0..<100 {
        if list.add(added) { ran.append(added) }
        if random.chance(30) { ran += list.takeAll() }
      }
      while !list.isOver { ran += list.takeAll() }
      #expect(ran == Array(0..<100))
    }
  }
}
