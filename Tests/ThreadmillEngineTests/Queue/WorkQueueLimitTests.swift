// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Row 76 of the scenarios, and what a limit that changes means to those who wait.
  @Suite struct WorkQueueLimitTests {
    @Test func `a smaller limit keeps what is in the queue and refuses until there is less`()
      async throws
    {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: 4)
        for number in 0..<4 { try queue.put(number) }
        try queue.setLimit(2)
        #expect(queue.depth == 4 && queue.snapshot().limit == 2)
        let producer = PlainThread { try? queue.put(9) }
        #expect(queue.hasWaitingProducers(1))
        for number in 0..<2 {
          #expect(try queue.get() == number)
          #expect(try !queue.tryPut(8) && queue.snapshot().waitingProducers == 1)
        }
        #expect(try queue.get() == 2)
        producer.join()
        #expect(queue.takeAll() == [3, 9])
      }
    }

    @Test(arguments: [nil, 4, 7, Int.max])
    func `a larger limit lets in as many as there is room for, threads`(limit: Int?) async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: 1)
        try queue.put(0)
        let producers = (1...6).map { number in PlainThread { try? queue.put(number) } }
        #expect(queue.hasWaitingProducers(6))
        try queue.setLimit(limit)
        let room = min(limit ?? .max, 7)
        #expect(eventually { queue.depth == room })
        #expect(queue.hasWaitingProducers(7 - room))
        try queue.setLimit(nil)
        for producer in producers { producer.join() }
        #expect(queue.takeAll().sorted() == Array(0...6))
      }
    }

    @Test(arguments: [nil, 4, 7, Int.max])
    func `a larger limit lets in as many as there is room for, tasks`(limit: Int?) async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: 1)
        try queue.put(0)
        for number in 1...6 { Task { try await queue.put(number) } }
        #expect(queue.hasWaitingProducers(6))
        try queue.setLimit(limit)
        let room = min(limit ?? .max, 7)
        #expect(eventually { queue.depth == room })
        #expect(queue.hasWaitingProducers(7 - room))
        try queue.setLimit(nil)
        #expect(eventually { queue.depth == 7 })
        #expect(queue.takeAll().sorted() == Array(0...6))
      }
    }

    @Test(arguments: [0, 1, 3, 6])
    func `a batch that leaves room lets in as many, threads and tasks`(threads: Int) async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: 6)
        for number in 0..<6 { try queue.put(number) }
        let producers = (0..<threads).map { number in PlainThread { try? queue.put(6 + number) } }
        for number in threads..<6 { Task { try await queue.put(6 + number) } }
        #expect(queue.hasWaitingProducers(6))
        #expect(try queue.get(atMost: 5) == Array(0..<5))
        #expect(eventually { queue.depth == 6 })
        #expect(queue.hasWaitingProducers(1))
        #expect(try queue.get(atMost: 9).count == 6)
        #expect(eventually { queue.depth == 1 })
        for producer in producers { producer.join() }
      }
    }

    @Test(.tags(.stress)) func `a limit that changes all the time loses nothing`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: 1)
        let count = Load.scaled(10_000, soak: 1_000_000)
        let isOver = Gate()
        let changer = PlainThread {
          var random = SeededRandom(seed: 1)
          while !isOver.isOpen {
            try? queue.setLimit(random.chance(10) ? nil : 1 + random.below(5))
            pauseThread(.microseconds(random.below(50)))
          }
          // Nobody waits for a change that will not come: each limit lets somebody in.
        }
        let finished = Tally()
        for task in 0..<2 {
          Task {
            for number in 0..<count { try await queue.put(2 * number + task) }
            finished.add()
          }
        }
        let sums = concurrently(4) { thread -> Int in
          var sum = 0
          if thread < 2 {
            for number in 0..<count { try? queue.put(2 * number + thread) }
          } else {
            for round in 0..<2 * count {
              if round % 3 == 0 {
                var some = (try? queue.get(atMost: 1)) ?? []
                sum += some.popLast() ?? 0
              } else {
                sum += (try? queue.get()) ?? 0
              }
            }
          }
          return sum
        }
        isOver.open()
        changer.join()
        finished.wait(for: 2)
        #expect(sums.reduce(0, +) == 2 * (2 * count) * (2 * count - 1) / 2)
        #expect(queue.depth == 0 && queue.snapshot().waitingProducers == 0)
      }
    }
  }
}
