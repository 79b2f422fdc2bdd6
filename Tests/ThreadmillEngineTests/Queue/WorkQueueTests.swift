// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Rows 72 to 75 of the scenarios.
  @Suite struct WorkQueueTests {
    @Test(arguments: NumberOrder.allCases)
    func `a queue keeps its order, knows its size and is used twice`(kind: NumberOrder) async throws
    {
      try await onThread {
        let queue = try WorkQueue(order: kind.order, limit: 3)
        for _ in 0..<2 {
          #expect(queue.depth == 0)
          let numbers = [7, 3, 5]
          for (place, number) in numbers.enumerated() {
            if place == 1 { try queue.put(number) } else { #expect(try queue.tryPut(number)) }
            #expect(queue.depth == place + 1)
          }
          #expect(try !queue.tryPut(9))
          #expect(queue.takeAll() == kind.sorted(numbers))
          #expect(try queue.tryGet() == nil)
          #expect(queue.depth == 0 && queue.snapshot().highWater == 3)
        }
        #expect(queue.snapshot().puts == 6 && queue.snapshot().gets == 6)
      }
    }

    @Test(arguments: [0, -1, Int.min]) func `a limit below one is refused`(limit: Int) throws {
      let error = QueueError.outOfRange("the limit of a queue", got: limit, allowed: "1 or more")
      #expect(throws: error) { try WorkQueue<Int>(limit: limit) }
      let queue = try WorkQueue<Int>(limit: 2)
      #expect(throws: error) { try queue.setLimit(limit) }
      #expect(queue.snapshot().limit == 2)
      #expect(error.description == "the limit of a queue must be 1 or more, got \(limit)")
    }

    @Test func `a full queue refuses, gives up in time, or waits until there is room`() async throws
    {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: 1)
        try queue.put(1)
        #expect(try !queue.tryPut(2))
        for limit in [Duration.zero, .milliseconds(60)] {
          let begin = MonotonicClock.now
          #expect(try !queue.put(2, upTo: limit))
          let took = MonotonicClock.now - begin
          #expect(isNear(took, limit), "\(took)")
        }
        for limit in [Duration?.none, .seconds(600), .seconds(Int64.max)] {
          let producer = PlainThread {
            if let limit { _ = try? queue.put(2, upTo: limit) } else { try? queue.put(2) }
          }
          #expect(queue.hasWaitingProducers(1))
          #expect(try queue.get() == 1)
          producer.join()
          #expect(try queue.get(upTo: .zero) == 2)
          #expect(try queue.put(1, upTo: .zero))
        }
      }
    }

    @Test func `an empty queue refuses, gives up in time, or waits until there is something`()
      async throws
    {
      try await onThread {
        let queue = try WorkQueue<Int>()
        #expect(try queue.tryGet() == nil)
        for limit in [Duration.zero, .milliseconds(60)] {
          let begin = MonotonicClock.now
          #expect(try queue.get(upTo: limit) == nil)
          let took = MonotonicClock.now - begin
          #expect(isNear(took, limit), "\(took)")
        }
        for limit in [Duration?.none, .seconds(600), .seconds(Int64.max)] {
          let seen = Tally()
          let consumer = PlainThread {
            let number: Int?? =
              if let limit { try? queue.get(upTo: limit) } else { try? queue.get() }
            seen.add((number ?? nil) ?? 0)
          }
          #expect(queue.hasWaitingConsumers(1))
          try queue.put(5)
          consumer.join()
          #expect(seen.value == 5 && queue.depth == 0)
        }
      }
    }

    @Test func `a negative limit of time is an error, and nothing has happened`() async throws {
      let limit = Duration.nanoseconds(-1)
      let error = QueueError.negativeLimit(limit)
      let queue = try WorkQueue<Int>()
      try await onThread {
        #expect(throws: error) { try queue.put(1, upTo: limit) }
        #expect(queue.depth == 0)
        try queue.put(2)
        #expect(throws: error) { try queue.get(upTo: limit) }
        #expect(throws: error) { try queue.get(atMost: 2, upTo: limit) }
        #expect(throws: error) { try queue.next(upTo: limit)?.finish() }
        #expect(throws: error) { try queue.join(upTo: limit) }
      }
      await #expect(throws: error) { try await queue.put(1, upTo: limit) }
      await #expect(throws: error) { try await queue.get(upTo: limit) }
      await #expect(throws: error) { try await queue.get(atMost: 2, upTo: limit) }
      await #expect(throws: error) { try await queue.join(upTo: limit) }
      #expect(queue.depth == 1 && queue.unfinished == 1)
    }

    @Test func `one done too often is an error; join knows what is not done`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>()
        #expect(throws: QueueError.doneTooOften) { try queue.taskDone() }
        queue.join()
        for round in 1...2 {
          for number in 0..<5 { try queue.put(number) }
          #expect(queue.takeAll().count == 5 && queue.unfinished == 5)
          #expect(try !queue.join(upTo: .zero))
          let begin = MonotonicClock.now
          #expect(try !queue.join(upTo: .milliseconds(60)))
          #expect(isNear(MonotonicClock.now - begin, .milliseconds(60)))
          let joined = Tally()
          let joiners = (0..<3).map { _ in
            PlainThread {
              queue.join()
              joined.add()
            }
          }
          try queue.taskDone(3)
          #expect(throws: QueueError.doneTooOften) { try queue.taskDone(3) }
          #expect(throws: QueueError.doneTooOften) { try queue.taskDone(.max) }
          for count in [0, -1, Int.min] {
            #expect(
              throws: QueueError.outOfRange(
                "the items that are done",
                got: count,
                allowed: "1 or more"
              )
            ) { try queue.taskDone(count) }
          }
          #expect(queue.unfinished == 2 && joined.value == 0)
          try queue.taskDone()
          #expect(try !queue.join(upTo: .milliseconds(5)) && joined.value == 0)
          try queue.taskDone()
          for joiner in joiners { joiner.join() }
          queue.join()
          #expect(try queue.join(upTo: .zero), "round \(round)")
          #expect(throws: QueueError.doneTooOften) { try queue.taskDone() }
        }
      }
    }

    @Test(.tags(.stress)) func `whoever joins sees what was done before`() async throws {
      try await onThread {
        final class Plain: @unchecked Sendable {
          // Safety: written before the item is done, read after the join.
          var sum = 0
        }
        let queue = try WorkQueue<Plain>(limit: 2)
        let rounds = Load.scaled(3_000, soak: 300_000)
        let workers = (0..<2).map { _ in
          PlainThread {
            while let box = try? queue.get() {
              box.sum += 1
              try? queue.taskDone()
            }
          }
        }
        var sum = 0
        for _ in 0..<rounds {
          let boxes = (0..<3).map { _ in Plain() }
          for box in boxes { try queue.put(box) }
          queue.join()
          sum += boxes.reduce(0) { $0 + $1.sum }
        }
        queue.close()
        for worker in workers { worker.join() }
        #expect(sum == 3 * rounds)
      }
    }

    @Test func `several are taken at once, in order, as many as there are`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(order: .priority)
        for number in [4, 1, 3, 2, 5] { try queue.put(number) }
        #expect(try queue.get(atMost: 2) == [1, 2])
        #expect(try queue.get(atMost: 1, upTo: .zero) == [3])
        #expect(try queue.get(atMost: .max) == [4, 5])
        #expect(try queue.get(atMost: 3, upTo: .zero) == [])
        #expect(try queue.get(atMost: 3, upTo: .milliseconds(10)) == [])
        for count in [0, -1, Int.min] {
          #expect(
            throws: QueueError.outOfRange("the items to take", got: count, allowed: "1 or more")
          ) { try queue.get(atMost: count) }
        }
        let waiting = PlainThread { if (try? queue.get(atMost: 9)) == [6] { try? queue.put(7) } }
        #expect(queue.hasWaitingConsumers(1))
        try queue.put(6)
        waiting.join()
        queue.close()
        #expect(try queue.get(atMost: 9) == [7])
        #expect(throws: QueueError.closed) { try queue.get(atMost: 9) }
      }
    }
  }
}
