// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Rows 79, 80, 84 and 85 of the scenarios.
  @Suite struct WorkQueueStressTests {
    /// Passes `count` items of each of so many producers to so many consumers.
    ///
    /// - Returns: what each consumer got.
    private static func pass(
      _ count: Int,
      through queue: WorkQueue<Int>,
      producers: Int,
      consumers: Int,
      _ patience: Patience
    ) -> [[Int]] {
      let finished = Tally()
      let results = concurrently(producers + consumers) { thread -> [Int] in
        var taken: [Int] = []
        if thread < producers {
          for number in 0..<count { _ = patience.put(thread * count + number, into: queue) }
          if finished.add() == producers { queue.close() }
        } else {
          while let number = patience.take(from: queue) { taken.append(number) }
        }
        return taken
      }
      return Array(results[producers...])
    }

    /// Whether each consumer got the items of each producer in the order in which they were put.
    private static func keepsOrder(_ taken: [[Int]], _ count: Int) -> Bool {
      taken.allSatisfy { numbers in
        var last: [Int: Int] = [:]
        return numbers.allSatisfy { number in
          defer { last[number / count] = number }
          return last[number / count].map { $0 < number } ?? true
        }
      }
    }

    @Test(.tags(.stress), arguments: Patience.allCases, [nil, 1, 100])
    func `50 feeders and 50 consumers pass each item once`(patience: Patience, limit: Int?)
      async throws
    {
      try await onThread {
        for kind in NumberOrder.allCases {
          let queue = try WorkQueue(order: kind.order, limit: limit)
          // The 10 000 items of the scenario.
          let count = Load.scaled(200, soak: 2_000)
          let taken = Self.pass(count, through: queue, producers: 50, consumers: 50, patience)
          #expect(taken.flatMap { $0 }.sorted() == Array(0..<50 * count))
          if kind == .fifo { #expect(Self.keepsOrder(taken, count)) }
          let now = queue.snapshot()
          #expect(now.depth == 0 && now.waitingConsumers == 0 && now.waitingProducers == 0)
          #expect(now.highWater <= limit ?? .max)
        }
      }
    }

    @Test(.tags(.stress), arguments: Patience.allCases, [nil, 1, 3])
    func `one feeder and one consumer keep the order`(patience: Patience, limit: Int?) async throws
    {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: limit)
        // Polls with a pause make few steps in a second.
        let usual = patience == .blocking ? 100_000 : 3_000
        let count = Load.scaled(usual, soak: usual * 10)
        let taken = Self.pass(count, through: queue, producers: 1, consumers: 1, patience)
        #expect(taken == [Array(0..<count)])
      }
    }

    @Test(.tags(.stress), arguments: [nil, 3, 1_000])
    func `4 producers and 4 consumers pass 100 000 items once`(limit: Int?) async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: limit)
        let count = Load.scaled(25_000, soak: 1_000_000)
        let taken = Self.pass(count, through: queue, producers: 4, consumers: 4, .blocking)
        #expect(taken.flatMap { $0 }.sorted() == Array(0..<4 * count))
        #expect(Self.keepsOrder(taken, count))
      }
    }

    @Test(.tags(.stress), arguments: [nil, 2])
    func `batches of two consumers keep the order`(limit: Int?) async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: limit)
        let count = Load.scaled(50_000, soak: 1_000_000)
        let taken = concurrently(3) { thread -> [Int] in
          var taken: [Int] = []
          if thread == 0 {
            for number in 0..<count { try? queue.put(number) }
            queue.close()
          } else {
            while let some = try? queue.get(atMost: 1 + taken.count % 5) { taken += some }
          }
          return taken
        }
        #expect((taken[1] + taken[2]).sorted() == Array(0..<count))
        #expect(Self.keepsOrder(taken, count))
      }
    }

    @Test(arguments: [1, 2]) func `two threads that give up soon and a slow peer lose nothing`(
      limit: Int
    ) async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: limit)
        let count = 20
        let results = concurrently(2) { thread -> [Int] in
          var taken: [Int] = []
          for number in 0..<count {
            if number % 4 == thread * 2 { pauseThread(.milliseconds(50)) }
            if thread == 0 {
              while (try? queue.put(number, upTo: .milliseconds(10))) == false {}
            } else {
              while true {
                guard let item = try? queue.get(upTo: .milliseconds(10)) else { continue }
                taken.append(item)
                break
              }
            }
          }
          return taken
        }
        #expect(results[1] == Array(0..<count))
      }
    }

    @Test(.tags(.stress), arguments: [nil, 16])
    func `23 consumers take 271 828 items once`(limit: Int?) async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: limit)
        let count = Load.scaled(271_828, soak: 2_718_280)
        let sums = concurrently(24) { thread -> Int in
          var sum = 0
          if thread == 0 {
            for number in 1...count { try? queue.put(number) }
            queue.close()
          } else {
            while let number = try? queue.get() { sum += number }
          }
          return sum
        }
        #expect(sums.reduce(0, +) == count * (count + 1) / 2)
      }
    }

    /// One that goes without an item at the moment when it is called must not take the call with it.
    @Test(.tags(.stress), arguments: [0, 1, 2])
    func `a thread that gives up at the moment it is called loses no item`(steady: Int) async throws
    {
      try await onThread {
        let (queue, taken, turn, left) = (try WorkQueue<Int>(), Tally(), Tally(), Tally())
        let steadies = (0..<max(1, steady)).map { _ in
          PlainThread { while (try? queue.get()) != nil { taken.add() } }
        }
        if steady == 0 { Task { while (try? await queue.get()) != nil { taken.add() } } }
        let rounds = Load.scaled(5_000, soak: 500_000)
        let leavers = (0..<2).map { number in
          PlainThread {
            var random = SeededRandom(seed: UInt64(number))
            for round in 1...rounds {
              turn.wait(for: round)
              let limit = Duration.microseconds(random.below(80))
              if let item = try? queue.get(upTo: limit), item >= 0 { taken.add() }
              left.add()
            }
          }
        }
        var random = SeededRandom(seed: 5)
        for round in 1...rounds {
          turn.add()
          if random.chance(70) { pauseThread(.microseconds(random.below(50))) }
          try queue.put(round)
          left.wait(for: 2 * round)
          taken.wait(for: round)
        }
        queue.close()
        for thread in steadies + leavers { thread.join() }
        #expect(taken.value == rounds && queue.depth == 0)
      }
    }

    @Test(.tags(.stress)) func `a thread that gives up at the moment it is called wastes no room`()
      async throws
    {
      try await onThread {
        let (queue, turn, left) = (try WorkQueue<Int>(limit: 2), Tally(), Tally())
        let steady = PlainThread { while (try? queue.put(0)) != nil {} }
        let rounds = Load.scaled(3_000, soak: 300_000)
        let leavers = (0..<2).map { number in
          PlainThread {
            var random = SeededRandom(seed: UInt64(number))
            for round in 1...rounds {
              turn.wait(for: round)
              _ = try? queue.put(1, upTo: .microseconds(random.below(80)))
              left.add()
            }
          }
        }
        var random = SeededRandom(seed: 6)
        for round in 1...rounds {
          #expect(eventually { queue.depth == 2 }, "\(queue.snapshot())")
          turn.add()
          if random.chance(70) { pauseThread(.microseconds(random.below(50))) }
          for _ in 0...round % 2 { _ = try queue.get() }
          left.wait(for: 2 * round)
        }
        #expect(eventually { queue.depth == 2 })
        queue.close()
        for thread in leavers + [steady] { thread.join() }
      }
    }
  }
}
