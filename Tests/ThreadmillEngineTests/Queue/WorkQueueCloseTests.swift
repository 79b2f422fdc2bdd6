// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Rows 77 and 78 of the scenarios.
  @Suite struct WorkQueueCloseTests {
    @Test(arguments: NumberOrder.allCases)
    func `a closed queue hands out what is in it, then tells`(kind: NumberOrder) async throws {
      try await onThread {
        let queue = try WorkQueue(order: kind.order, limit: 3)
        for number in [2, 1, 3] { try queue.put(number) }
        queue.close()
        #expect(queue.isClosed)
        // Full and closed: there is nothing to wait for.
        #expect(throws: QueueError.closed) { try queue.put(4) }
        #expect(throws: QueueError.closed) { try queue.put(4, upTo: .seconds(600)) }
        #expect(throws: QueueError.closed) { try queue.put(4, upTo: .zero) }
        #expect(throws: QueueError.closed) { try queue.tryPut(4) }
        let expected = kind.sorted([2, 1, 3])
        #expect(try queue.get() == expected[0])
        #expect(throws: QueueError.closed) { try queue.tryPut(4) }
        #expect(try queue.get(upTo: .zero) == expected[1])
        try queue.setLimit(9)
        #expect(throws: QueueError.closed) { try queue.put(4) }
        #expect(try queue.tryGet() == expected[2])
        for _ in 0..<2 {
          #expect(throws: QueueError.closed) { try queue.get() }
          #expect(throws: QueueError.closed) { try queue.tryGet() }
          #expect(throws: QueueError.closed) { try queue.get(upTo: .zero) }
          #expect(throws: QueueError.closed) { try queue.get(atMost: 3, upTo: .seconds(600)) }
          #expect(throws: QueueError.closed) { try queue.next().finish() }
          queue.close()
        }
        #expect(queue.unfinished == 3)
        try queue.taskDone(3)
        queue.join()
      }
    }

    @Test(arguments: [true, false], NumberOrder.allCases)
    func `closing at once drops what is in it, which counts as done`(
      wasClosed: Bool,
      kind: NumberOrder
    ) async throws {
      try await onThread {
        let queue = try WorkQueue(order: kind.order)
        for number in 0..<40 { try queue.put(number) }
        _ = try queue.get()
        if wasClosed { queue.close() }
        let joiner = PlainThread { queue.join() }
        queue.close(immediately: true)
        let now = queue.snapshot()
        #expect(now.depth == 0 && now.unfinished == 1 && now.isClosed)
        #expect(now.puts == 40 && now.gets == 1)
        #expect(throws: QueueError.closed) { try queue.get() }
        #expect(try !queue.join(upTo: .milliseconds(5)), "one was taken and is not done")
        queue.close(immediately: true)
        queue.close()
        #expect(queue.unfinished == 1)
        try queue.taskDone()
        #expect(throws: QueueError.doneTooOften) { try queue.taskDone() }
        joiner.join()
      }
    }

    @Test func `items reported done before they were taken do not spoil the end`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>()
        for number in 0..<3 { try queue.put(number) }
        try? queue.taskDone(2)
        let joiner = PlainThread { queue.join() }
        queue.close(immediately: true)
        joiner.join()
        #expect(queue.unfinished == 0)
        #expect(throws: QueueError.doneTooOften) { try queue.taskDone() }
      }
    }

    @Test func `dropped items are freed by then, without the lock`() async throws {
      try await onThread {
        final class Nosy: Sendable {
          let queue: WorkQueue<Nosy>
          let seen: Tally
          init(_ queue: WorkQueue<Nosy>, _ seen: Tally) { (self.queue, self.seen) = (queue, seen) }
          // Would block for ever under the lock.
          deinit { if queue.depth == 0 { seen.add() } }
        }
        let (queue, seen) = (try WorkQueue<Nosy>(), Tally())
        for _ in 0..<10 { try queue.put(Nosy(queue, seen)) }
        queue.close(immediately: true)
        #expect(seen.value == 10)
      }
    }

    /// What came of each of those who waited.
    private final class Outcomes: Sendable {
      let closed = Tally()
      let items = Tally()
      let joined = Tally()
      let others = Tally()
      let all = Tally()

      func note(_ body: () throws -> Tally) {
        do { try body().add() } catch {
          if error as? QueueError == .closed { closed.add() } else { others.add() }
        }
        all.add()
      }

      func noteAsync(_ body: () async throws -> Tally) async {
        do { try await body().add() } catch {
          if error as? QueueError == .closed { closed.add() } else { others.add() }
        }
        all.add()
      }
    }

    @Test(arguments: [true, false])
    func `closing wakes whoever takes, threads and tasks`(isImmediate: Bool) async throws {
      let (queue, outcomes) = (try WorkQueue<Int>(), Outcomes())
      try await onThread {
        let threads = (0..<9).map { place in
          PlainThread {
            outcomes.note {
              switch place % 3 {
              case 0: _ = try queue.get()
              case 1: _ = try queue.get(upTo: .seconds(600))
              default: _ = try queue.get(atMost: 3)
              }
              return outcomes.items
            }
          }
        }
        for place in 0..<9 {
          Task {
            await outcomes.noteAsync {
              switch place % 3 {
              case 0: _ = try await queue.get()
              case 1: _ = try await queue.get(upTo: .seconds(600))
              default: _ = try await queue.get(atMost: 3)
              }
              return outcomes.items
            }
          }
        }
        #expect(queue.hasWaitingConsumers(18))
        queue.close(immediately: isImmediate)
        outcomes.all.wait(for: 18)
        for thread in threads { thread.join() }
        #expect(outcomes.closed.value == 18)
        #expect(queue.snapshot().waitingConsumers == 0)
      }
    }

    @Test(arguments: [true, false])
    func `closing wakes whoever puts or joins, threads and tasks`(isImmediate: Bool) async throws {
      let (queue, outcomes) = (try WorkQueue<Int>(limit: 1), Outcomes())
      try await onThread {
        try queue.put(0)
        let threads = (0..<9).map { place in
          PlainThread {
            outcomes.note {
              switch place % 3 {
              case 0: try queue.put(1)
              case 1: _ = try queue.put(1, upTo: .seconds(600))
              default:
                queue.join()
                return outcomes.joined
              }
              return outcomes.items
            }
          }
        }
        for place in 0..<9 {
          Task {
            await outcomes.noteAsync {
              switch place % 3 {
              case 0: try await queue.put(1)
              case 1: _ = try await queue.put(1, upTo: .seconds(600))
              default:
                if place == 2 {
                  try await queue.join()
                } else {
                  _ = try await queue.join(upTo: .seconds(600))
                }
                return outcomes.joined
              }
              return outcomes.items
            }
          }
        }
        #expect(queue.hasWaitingProducers(12))
        queue.close(immediately: isImmediate)
        outcomes.all.wait(for: isImmediate ? 18 : 12)
        #expect(outcomes.closed.value == 12)
        if !isImmediate {
          #expect(outcomes.joined.value == 0 && queue.depth == 1)
          #expect(try queue.get() == 0)
          try queue.taskDone()
        }
        outcomes.all.wait(for: 18)
        for thread in threads { thread.join() }
        #expect(outcomes.joined.value == 6 && outcomes.items.value == 0)
        #expect(queue.snapshot().waitingProducers == 0 && queue.snapshot().puts == 1)
      }
    }

    @Test(.tags(.stress)) func `closing races with putting and taking, and nothing is lost`()
      async throws
    {
      try await onThread {
        for round in 0..<Load.scaled(500, soak: 50_000) {
          let queue = try WorkQueue<Int>(limit: round % 3 == 0 ? nil : 1 + round % 5)
          let taken = concurrently(5) { thread -> [Int] in
            var numbers: [Int] = []
            switch thread {
            case 0:
              pauseThread(.microseconds(round % 40))
              queue.close(immediately: round % 2 == 0)
            case 1, 2: while (try? queue.put(thread)) != nil { numbers.append(thread) }
            default: while let number = try? queue.get() { numbers.append(number) }
            }
            return numbers
          }
          let (puts, gets) = (taken[1].count + taken[2].count, taken[3].count + taken[4].count)
          let now = queue.snapshot()
          #expect(now.puts == UInt64(puts) && now.gets == UInt64(gets) && now.depth == 0)
          #expect(now.unfinished == gets)
          if round % 2 == 1 { #expect(puts == gets, "round \(round)") }
          if gets > 0 { try queue.taskDone(gets) }
          #expect(try queue.join(upTo: .zero))
        }
      }
    }
  }
}
