// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct WorkQueueLeaseTests {
    @Test func `a finished lease is done once, and not failed`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>()
        for number in 0..<3 { try queue.put(number) }
        let first = try queue.next()
        #expect(first.element == 0 && queue.unfinished == 3 && queue.depth == 2)
        first.finish()
        #expect(queue.unfinished == 2)
        try queue.next(upTo: .zero)?.finish()
        if let last = try queue.next(upTo: .seconds(600)) {
          #expect(last.element == 2)
          last.finish()
        }
        #expect(queue.unfinished == 0 && queue.failedLeases == 0)
        #expect(try queue.next(upTo: .milliseconds(5)) == nil)
        #expect(throws: QueueError.doneTooOften) { try queue.taskDone() }
      }
    }

    @Test func `a lease that is dropped counts as failed, and nobody joins in vain`() async throws {
      func fail(_ lease: consuming Lease<Int>) throws -> Int {
        throw Mishap(payload: lease.element)
      }
      try await onThread {
        let queue = try WorkQueue<Int>()
        for number in 0..<4 { try queue.put(number) }
        let joiner = PlainThread { queue.join() }
        for number in 0..<3 {
          #expect(throws: Mishap(payload: number)) { _ = try fail(try queue.next()) }
          #expect(queue.failedLeases == UInt64(number + 1) && queue.unfinished == 3 - number)
        }
        do { _ = try queue.next() }
        joiner.join()
        #expect(queue.failedLeases == 4 && queue.unfinished == 0)
      }
    }

    @Test func `a lease outlives the close, and holds the queue`() async throws {
      try await onThread {
        let deaths = Tally()
        var queue: WorkQueue<Canary>? = try WorkQueue()
        try queue?.put(Canary(deaths))
        try queue?.put(Canary(deaths))
        if let lease = try queue?.next(upTo: .zero) {
          queue?.close(immediately: true)
          #expect(queue?.unfinished == 1 && deaths.value == 1)
          weak let weakQueue = queue
          queue = nil
          #expect(weakQueue != nil)
          lease.element.sing()
          #expect(deaths.value == 1)
          lease.finish()
          #expect(weakQueue == nil)
        }
        #expect(deaths.value == 2)
      }
    }

    @Test func `one that was reported done as well harms nobody`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>()
        try queue.put(1)
        let lease = try queue.next()
        try queue.taskDone()
        lease.finish()
        #expect(queue.unfinished == 0 && queue.failedLeases == 0)
        queue.join()
      }
    }

    @Test func `tasks lease as threads do`() async throws {
      let queue = try WorkQueue<Int>(limit: 1)
      let producer = Task { for number in 0..<100 { try await queue.put(number) } }
      for number in 0..<100 {
        let lease = try await queue.next()
        #expect(lease.element == number)
        if number % 2 == 0 { lease.finish() }
      }
      if let none = try await queue.next(upTo: .milliseconds(1)) {
        Issue.record("there was \(none.element)")
      }
      await #expect(throws: QueueError.negativeLimit(.seconds(-1))) {
        try await queue.next(upTo: .seconds(-1))?.finish()
      }
      try await producer.value
      try await queue.join()
      #expect(queue.failedLeases == 50)
      try await queue.put(100)
      try await queue.next(upTo: .seconds(600))?.finish()
      #expect(try await queue.join(upTo: .zero))
      queue.close()
      await #expect(throws: QueueError.closed) { try await queue.next().finish() }
      await #expect(throws: QueueError.closed) { try await queue.next(upTo: .zero)?.finish() }
    }

    @Test(.tags(.stress)) func `many lease, some fail, and the sums are right`() async throws {
      try await onThread {
        let count = Load.scaled(10_000, soak: 1_000_000)
        let queue = try WorkQueue<Int>(limit: 8)
        let failed = Tally()
        let workers = (0..<4).map { worker in
          PlainThread {
            while let lease = try? queue.next() {
              if lease.element % 7 == worker { failed.add() } else { lease.finish() }
            }
          }
        }
        for number in 0..<count { try queue.put(number) }
        queue.join()
        let now = queue.snapshot()
        #expect(now.unfinished == 0 && now.depth == 0 && now.gets == UInt64(count))
        #expect(queue.failedLeases == UInt64(failed.value))
        queue.close()
        for worker in workers { worker.join() }
      }
    }
  }
}
