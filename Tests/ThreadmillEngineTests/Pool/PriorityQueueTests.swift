// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PriorityQueueTests {
    /// An item whose priority can be changed, as that of a task can.
    private final class Item: PoolItem, @unchecked Sendable {
      let number: Int
      var priority: WorkPriority
      var isHollow = false
      static func == (left: Item, right: Item) -> Bool { left === right }
      init(_ number: Int, _ priority: Int8) {
        self.number = number
        self.priority = WorkPriority(rawValue: priority)
      }
    }

    @Test func `the most urgent first, equals in order`() {
      var queue = PriorityQueue<Item>()
      for (number, level) in [0, -1, 1, 0, 1, 7, -1].enumerated() {
        queue.append(Item(number, Int8(level)))
      }
      var order: [Int] = []
      while let item = queue.popFirst() { order.append(item.number) }
      #expect(order == [5, 2, 4, 0, 3, 1, 6] && queue.count == 0)
    }

    @Test func `what is put back comes before its equals only`() {
      var queue = PriorityQueue<Item>()
      for number in 0..<3 { queue.append(Item(number, 0)) }
      queue.append(Item(10, 1))
      queue.prepend([Item(20, 0), Item(21, 0), Item(11, 1)])
      var order: [Int] = []
      while let item = queue.popFirst() { order.append(item.number) }
      #expect(order == [11, 10, 20, 21, 0, 1, 2])
    }

    @Test func `an item that moves goes behind its new equals`() {
      var queue = PriorityQueue<Item>()
      let items = (0..<4).map { Item($0, 0) }
      for item in items { queue.append(item) }
      items[1].priority = .high
      queue.move(items[1], from: .normal)
      items[0].priority = .low
      queue.move(items[0], from: .normal)
      #expect(queue.items.map(\.number) == [1, 2, 3, 0])
      var order: [Int] = []
      while let item = queue.popFirst() { order.append(item.number) }
      #expect(order == [1, 2, 3, 0])
    }

    @Test func `the least urgent is dropped first, the oldest of its equals`() {
      var queue = PriorityQueue<Item>()
      for (number, level) in [1, 0, -1, -1, 0].enumerated() {
        queue.append(Item(number, Int8(level)))
      }
      let dropped = (0..<3).map { _ in queue.removeLeastUrgent { $0.number != 2 }?.number }
      #expect(dropped == [3, 1, 4])
      #expect(queue.popFirst()?.number == 0)
    }

    @Test(arguments: 0..<100)
    func `any sequence keeps order and count`(seed: UInt64) {
      var random = SeededRandom(seed: seed)
      var queue = PriorityQueue<Item>()
      var model: [Item] = []
      for number in 0..<400 {
        switch random.below(8) {
        case 0:
          let item = model.filter { !$0.isHollow }.randomElement(using: &random)
          guard let item else { continue }
          item.isHollow = true
          queue.noteHollow(item.priority) { $0.isHollow }
        case 1:
          let item = model.filter { !$0.isHollow }.randomElement(using: &random)
          guard let item else { continue }
          let old = item.priority
          let new = WorkPriority(rawValue: Int8(random.below(3)) - 1)
          if old == new { continue }
          item.priority = new
          queue.move(item, from: old)
          model.removeAll { $0 === item }
          model.append(item)
        case 2, 3:
          var popped = queue.popFirst()
          while let item = popped, item.isHollow {
            model.removeAll { $0 === item }
            queue.notePoppedHollow(item.priority)
            popped = queue.popFirst()
          }
          let living = model.filter { !$0.isHollow }
          let best = living.map(\.priority).max()
          #expect(popped === living.first { $0.priority == best })
          model.removeAll { $0 === popped }
        default:
          let item = Item(number, Int8(random.below(3)) - 1)
          queue.append(item)
          model.append(item)
        }
      }
      #expect(queue.count >= model.count { !$0.isHollow })
    }
  }
}
