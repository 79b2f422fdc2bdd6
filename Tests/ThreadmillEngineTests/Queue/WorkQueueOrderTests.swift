// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Every operation of one thread against a model that is plain to see.
  @Suite struct WorkQueueOrderTests {
    private struct Item: Hashable {
      let rank: Int
      let number: Int
    }

    private struct Model {
      let kind: NumberOrder
      var items: [Item] = []
      var limit: Int
      var unfinished = 0
      var puts: UInt64 = 0
      var gets: UInt64 = 0
      var highWater = 0
      var isClosed = false

      mutating func put(_ item: Item) -> Bool? {
        if isClosed { return nil }
        guard items.count < limit else { return false }
        items.append(item)
        unfinished += 1
        puts += 1
        highWater = max(highWater, items.count)
        return true
      }

      mutating func take() -> Item? {
        guard !items.isEmpty else { return nil }
        gets += 1
        switch kind {
        case .fifo: return items.removeFirst()
        case .lifo: return items.removeLast()
        case .priority:
          let least = items.map(\.rank).min()
          return items.firstIndex { $0.rank == least }.map { items.remove(at: $0) }
        }
      }

      mutating func done(_ count: Int) -> Bool {
        guard count <= unfinished else { return false }
        unfinished -= count
        return true
      }

      mutating func close(immediately: Bool) {
        isClosed = true
        guard immediately else { return }
        unfinished = max(0, unfinished - items.count)
        items = []
      }
    }

    private static func order(_ kind: NumberOrder) -> QueueOrder<Item> {
      switch kind {
      case .fifo: .fifo
      case .lifo: .lifo
      case .priority: .sorted { $0.rank < $1.rank }
      }
    }

    @Test(arguments: NumberOrder.allCases, 0..<5)
    func `whatever one thread does, the queue is as its model`(kind: NumberOrder, seed: Int)
      async throws
    {
      try await onThread {
        for round in 0..<Load.scaled(10, soak: 1_000) {
          var random = SeededRandom(seed: UInt64(seed * 1_000_000 + round))
          // Few of the queues grow past their first row of places, and more than once.
          var model = Model(kind: kind, limit: 1 + random.below(random.chance(30) ? 200 : 20))
          let queue = try WorkQueue(order: Self.order(kind), limit: model.limit)
          for number in 0..<600 {
            Self.step(number, &random, &model, queue)
            let now = queue.snapshot()
            let isSame =
              now.depth == model.items.count && now.unfinished == model.unfinished
              && now.puts == model.puts && now.gets == model.gets && now.limit == model.limit
              && now.highWater == model.highWater && now.isClosed == model.isClosed
            #expect(isSame, "\(kind), seed \(seed), round \(round), step \(number): \(now)")
            guard isSame else { return }
          }
        }
      }
    }

    private static func step(
      _ number: Int,
      _ random: inout SeededRandom,
      _ model: inout Model,
      _ queue: WorkQueue<Item>
    ) {
      switch random.below(100) {
      case 0..<45:
        let item = Item(rank: random.below(5), number: number)
        let expected = model.put(item)
        #expect((try? queue.put(item, upTo: .zero)) == expected)
      case 45..<80:
        let expected = model.take()
        #expect(((try? queue.get(upTo: .zero)) ?? nil) == expected)
      case 80..<85:
        let count = 1 + random.below(8)
        var expected: [Item] = []
        while expected.count < count, let item = model.take() { expected.append(item) }
        #expect(((try? queue.get(atMost: count, upTo: .zero)) ?? []) == expected)
      case 85..<95:
        let count = 1 + random.below(3)
        let isFine = model.done(count)
        #expect(((try? queue.taskDone(count)) != nil) == isFine)
      case 95..<99:
        model.limit = 1 + random.below(random.chance(30) ? 200 : 20)
        #expect((try? queue.setLimit(model.limit)) != nil)
      default:
        // Seldom, and at the end of a long life only.
        guard number > 400, random.chance(20) else { return }
        let isImmediate = random.chance(50)
        model.close(immediately: isImmediate)
        queue.close(immediately: isImmediate)
      }
    }

    @Test func `equals come out in the order of their arrival`() async throws {
      try await onThread {
        let queue = try WorkQueue<Item>(order: .sorted { $0.rank < $1.rank })
        var random = SeededRandom(seed: 4)
        let items = (0..<1_000).map { Item(rank: random.below(4), number: $0) }
        for item in items { try queue.put(item) }
        // Some leave in between, so that the heap is shaken.
        let first = try queue.get(atMost: 100)
        for item in items[..<100] {
          try queue.put(Item(rank: item.rank, number: item.number + 1_000))
        }
        let rest = queue.takeAll()
        #expect(first == Array(items.filter { $0.rank == 0 }.prefix(100)))
        #expect(rest.count == 1_000)
        for (left, right) in zip(rest, rest.dropFirst()) {
          #expect(left.rank < right.rank || left.rank == right.rank && left.number < right.number)
        }
      }
    }

    @Test(arguments: [true, false])
    func `an order that contradicts itself loses nothing and does not trap`(answer: Bool)
      async throws
    {
      try await onThread {
        let queue = try WorkQueue<Int>(order: .sorted { _, _ in answer })
        for number in 0..<100 { try queue.put(number) }
        let all = queue.takeAll()
        #expect(all.sorted() == Array(0..<100))
        if !answer { #expect(all == Array(0..<100), "all are equals") }
      }
    }
  }
}
