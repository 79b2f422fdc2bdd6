// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  /// Row 81 of the scenarios, and what a queue tells about those who wait.
  @Suite struct WorkQueueTelemetryTests {
    @Test func `what closing has dropped was taken by nobody, and waits that it ends are given up`()
      async throws
    {
      let queue = try WorkQueue<Int>(limit: 5, name: "tasks")
      for number in 0..<5 { try await queue.put(number) }
      let late = Task { try await queue.put(5) }
      let names = try await onThread { () -> Bool in
        eventually { queue.snapshot().waitingProducers == 1 }
      }
      #expect(names)
      queue.close(immediately: true)
      await #expect(throws: QueueError.closed) { try await late.value }
      let (gets, puts) = (queue.consumerSnapshot(), queue.producerSnapshot())
      #expect(gets?.acquisitions == 0 && queue.snapshot().gets == 0)
      #expect(puts?.acquisitions == 5 && puts?.contended == 0 && puts?.givenUp == 1)
    }

    /// However often somebody else was faster.
    @Test(.tags(.stress)) func `each item is waited for once at most`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: 2, name: "tasks")
        let count = Load.scaled(5_000, soak: 500_000)
        let ended = Tally()
        _ = concurrently(8) { thread -> Int in
          if thread < 2 {
            for number in 0..<count { try? queue.put(number) }
            if ended.add() == 2 { queue.close() }
            return 0
          }
          var taken = 0
          while (try? queue.get()) != nil { taken += 1 }
          return taken
        }
        let (gets, puts) = (queue.consumerSnapshot(), queue.producerSnapshot())
        #expect(gets?.acquisitions == UInt64(2 * count) && puts?.acquisitions == UInt64(2 * count))
        #expect(gets?.contended ?? .max <= UInt64(2 * count))
        #expect(puts?.contended ?? .max <= UInt64(2 * count))
      }
    }

    @Test(.tags(.stress), arguments: [1, 5, nil])
    func `each snapshot is true while items pass`(limit: Int?) async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: limit)
        let (count, ended) = (Load.scaled(25_000, soak: 1_000_000), Gate())
        let watcher = PlainThread {
          var before = queue.snapshot()
          var looks = 0
          while !ended.isOpen {
            let now = queue.snapshot()
            looks += 1
            let isTrue =
              now.puts - now.gets == UInt64(now.depth) && now.depth >= 0
              && now.depth <= limit ?? .max && now.highWater <= limit ?? .max
              && now.highWater >= now.depth && now.highWater >= before.highWater
              && now.puts >= before.puts && now.gets >= before.gets && now.unfinished >= now.depth
              && now.waitingProducers <= 3 && now.waitingConsumers <= 3 && now.limit == limit
            if !isTrue { Issue.record("\(before) then \(now)") }
            before = now
          }
          if looks == 0 { Issue.record("nobody has looked") }
        }
        let finished = Tally()
        Task {
          for number in 0..<count / 4 { try await queue.put(number) }
          finished.add()
        }
        Task {
          for _ in 0..<count / 4 {
            _ = try await queue.get()
            try queue.taskDone()
          }
          finished.add()
        }
        _ = concurrently(4) { thread in
          for number in 0..<count {
            if thread < 2 {
              try? queue.put(number)
            } else {
              _ = try? queue.get()
              try? queue.taskDone()
            }
          }
          return true
        }
        finished.wait(for: 2)
        ended.open()
        watcher.join()
        let end = queue.snapshot()
        #expect(end.puts == UInt64(2 * count + count / 4) && end.gets == end.puts)
        #expect(end.depth == 0 && end.unfinished == 0)
        #expect(end.waitingProducers == 0 && end.waitingConsumers == 0)
      }
    }

    @Test func `a queue without a name tells nothing of who waits`() throws {
      let queue = try WorkQueue<Int>()
      #expect(queue.producerSnapshot() == nil && queue.consumerSnapshot() == nil)
      #expect(queue.snapshot().name == "" && queue.snapshot().limit == nil)
    }

    @Test func `a named queue shows who waits, and so does the lane`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: 1, name: "orders")
        let cook = WorkerThread(name: "cook") { try queue.get() }
        try cook.start()
        #expect(eventually { queue.consumerSnapshot()?.waiters.count == 1 })
        #expect(eventually { cook.snapshot().state == .blocked })
        #expect(cook.snapshot().blockedOn == #"queue "orders""#)
        let waiting = try #require(queue.consumerSnapshot())
        #expect(waiting.kind == .queue && waiting.name == "orders get" && waiting.holders == 0)
        #expect(waiting.waiters.first?.name == "cook" && waiting.contended == 0)
        #expect(queue.producerSnapshot()?.waiters == [])
        try queue.put(1)
        #expect(try cook.join() == 1)
        let after = try #require(queue.consumerSnapshot())
        #expect(after.waiters.isEmpty && after.contended == 1 && after.givenUp == 0)
        #expect(after.waits.total == 1)

        try queue.put(2)
        let waiter = WorkerThread(name: "waiter") { try queue.put(3) }
        try waiter.start()
        #expect(eventually { queue.producerSnapshot()?.waiters.map(\.name) == ["waiter"] })
        #expect(eventually { waiter.snapshot().blockedOn == #"queue "orders""# })
        #expect(queue.snapshot().waitingProducers == 1 && queue.snapshot().name == "orders")
        #expect(try queue.get() == 2)
        try waiter.join()
        #expect(waiter.snapshot().blockedOn == nil)
        let end = try #require(queue.producerSnapshot())
        #expect(end.waiters.isEmpty && end.contended == 1 && end.givenUp == 0)
      }
    }

    @Test func `only who goes without counts as having given up`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: 1, name: "orders")
        #expect(try queue.get(upTo: .milliseconds(5)) == nil)
        #expect(queue.consumerSnapshot()?.givenUp == 1)
        try queue.put(0)
        #expect(try !queue.put(1, upTo: .milliseconds(5)))
        #expect(queue.producerSnapshot()?.givenUp == 1)
        _ = try queue.get()
        // Looks from time to time whether it is asked to stop: that is one wait nevertheless.
        let cook = WorkerThread(name: "cook") { context in try queue.get(in: context) }
        try cook.start()
        #expect(queue.hasWaitingConsumers(1))
        pauseThread(.milliseconds(150))
        let waiting = try #require(queue.consumerSnapshot())
        #expect(waiting.givenUp == 1 && waiting.contended == 0)
        #expect(waiting.waiters.first.map { $0.since >= .milliseconds(100) } == true)
        try queue.put(2)
        #expect(try cook.join() == 2)
        let after = try #require(queue.consumerSnapshot())
        #expect(after.givenUp == 1 && after.contended == 1 && after.waits.total == 1)
      }
    }

    @Test(.tags(.stress)) func `nobody has given up who got what he waited for`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>(limit: 2, name: "orders")
        let count = Load.scaled(10_000, soak: 500_000)
        _ = concurrently(6) { thread in
          for number in 0..<count {
            if thread % 2 == 0 { try? queue.put(number) } else { _ = try? queue.get() }
          }
          return true
        }
        for side in [queue.producerSnapshot(), queue.consumerSnapshot()] {
          let side = try #require(side)
          #expect(side.givenUp == 0 && side.waiters.isEmpty)
          #expect(side.contended == side.waits.total)
        }
      }
    }

    @Test func `waits of tasks are counted, too`() async throws {
      let queue = try WorkQueue<Int>(limit: 1, name: "orders")
      let cook = Task { try await queue.get() }
      #expect(queue.hasWaitingConsumers(1))
      #expect(queue.consumerSnapshot()?.waiters == [], "a task is no thread")
      #expect(try queue.tryPut(1))
      #expect(try await cook.value == 1)
      #expect(try await queue.get(upTo: .milliseconds(5)) == nil)
      let end = try #require(queue.consumerSnapshot())
      #expect(end.contended == 1 && end.givenUp == 1 && end.waits.total == 1)
    }
  }
}
