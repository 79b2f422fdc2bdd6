// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// The waits that end when their task is asked to stop.
  @Suite struct WorkQueueContextTests {
    enum Wait: CaseIterable { case get, next, put, join }

    /// Waits on a queue that is full, or on one that is empty.
    private static func wait(
      _ wait: Wait,
      _ full: WorkQueue<Int>,
      _ empty: WorkQueue<Int>,
      in context: borrowing WorkContext
    ) throws {
      switch wait {
      case .get: _ = try empty.get(in: context)
      case .next: try empty.next(in: context).finish()
      case .put: try full.put(7, in: context)
      case .join: try full.join(in: context)
      }
    }

    @Test(arguments: Wait.allCases)
    func `a task that is asked to stop waits no longer`(wait: Wait) async throws {
      try await onThread {
        let (full, empty) = (try WorkQueue<Int>(limit: 1), try WorkQueue<Int>())
        try full.put(1)
        let waits = Gate()
        let thread = WorkerThread(name: "waiter") { context in
          waits.open()
          do { try Self.wait(wait, full, empty, in: context) } catch is CancellationError {
            return context.isCancelled
          }
          return false
        }
        try thread.start()
        waits.wait()
        if wait == .put { #expect(full.hasWaitingProducers(1)) }
        if wait == .get || wait == .next { #expect(empty.hasWaitingConsumers(1)) }
        #expect(try thread.join(upTo: .milliseconds(30)) == nil)
        thread.cancel()
        #expect(try thread.join())
        let (first, second) = (full.snapshot(), empty.snapshot())
        #expect(first.puts == 1 && first.unfinished == 1 && first.waitingProducers == 0)
        #expect(second.gets == 0 && second.waitingConsumers == 0)
        // Nothing is left of it that would take what comes.
        try empty.put(2)
        #expect(try empty.get() == 2 && full.get() == 1)
        try full.taskDone()
        full.join()
      }
    }

    @Test(arguments: Wait.allCases)
    func `a task that is not asked to stop gets what it waits for`(wait: Wait) async throws {
      try await onThread {
        let (full, empty) = (try WorkQueue<Int>(limit: 1), try WorkQueue<Int>())
        try full.put(1)
        let thread = WorkerThread(name: "waiter") { context in
          try Self.wait(wait, full, empty, in: context)
        }
        try thread.start()
        // Longer than it takes to look whether it is asked to stop, more than once.
        #expect(try thread.join(upTo: .milliseconds(70)) == nil)
        try empty.put(2)
        #expect(try full.get() == 1)
        try full.taskDone()
        try thread.join()
        #expect(full.depth == (wait == .put ? 1 : 0))
        #expect(empty.depth == (wait == .get || wait == .next ? 0 : 1))
      }
    }

    @Test(arguments: [Wait.get, .next, .put])
    func `a task is told that the queue is closed`(wait: Wait) async throws {
      try await onThread {
        let (full, empty) = (try WorkQueue<Int>(limit: 1), try WorkQueue<Int>())
        try full.put(1)
        let thread = WorkerThread(name: "waiter") { context in
          do { try Self.wait(wait, full, empty, in: context) } catch QueueError.closed {
            return true
          }
          return false
        }
        try thread.start()
        #expect(
          eventually { full.snapshot().waitingProducers + empty.snapshot().waitingConsumers == 1 }
        )
        full.close()
        empty.close()
        #expect(try thread.join())
      }
    }

    @Test(.tags(.stress)) func `a task that stops at the moment it is called swallows no item`()
      async throws
    {
      try await onThread {
        let (queue, taken) = (try WorkQueue<Int>(), Tally())
        let steady = PlainThread { while (try? queue.get()) != nil { taken.add() } }
        var random = SeededRandom(seed: 3)
        for round in 1...Load.scaled(200, soak: 20_000) {
          let thread = WorkerThread(name: "leaver") { context in
            if (try? queue.get(in: context)) != nil { taken.add() }
          }
          try thread.start()
          pauseThread(.microseconds(random.below(200)))
          if random.chance(50) { thread.cancel() }
          try queue.put(round)
          thread.cancel()
          _ = try? thread.join()
          taken.wait(for: round)
        }
        queue.close()
        steady.join()
        #expect(queue.depth == 0)
      }
    }
  }
}
