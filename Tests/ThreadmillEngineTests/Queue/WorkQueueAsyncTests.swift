// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// What tasks do that put, take and join without a thread to block.
  @Suite struct WorkQueueAsyncTests {
    @Test func `tasks and threads pass items to and fro`() async throws {
      let (there, back) = (try WorkQueue<Int>(limit: 1), try WorkQueue<Int>(limit: 2))
      let echo = PlainThread {
        while let number = try? there.get() { try? back.put(number * 2) }
        back.close()
      }
      let sender = Task {
        for number in 0..<1_000 { try await there.put(number) }
        there.close()
      }
      for number in 0..<1_000 { #expect(try await back.get() == number * 2) }
      await #expect(throws: QueueError.closed) { try await back.get() }
      await #expect(throws: QueueError.closed) { try await there.put(1) }
      try await sender.value
      echo.join()
    }

    @Test func `waits of tasks give up in time, and zero looks`() async throws {
      let queue = try WorkQueue<Int>(limit: 1)
      for limit in [Duration.zero, .milliseconds(60)] {
        let begin = MonotonicClock.now
        #expect(try await queue.get(upTo: limit) == nil)
        #expect(try await queue.get(atMost: 3, upTo: limit) == [])
        #expect(isNear(MonotonicClock.now - begin, limit * 2))
      }
      #expect(try await queue.put(1, upTo: .zero))
      for limit in [Duration.zero, .milliseconds(60)] {
        let begin = MonotonicClock.now
        #expect(try await !queue.put(2, upTo: limit))
        #expect(try await !queue.join(upTo: limit))
        #expect(isNear(MonotonicClock.now - begin, limit * 2))
      }
      #expect(try await queue.get(upTo: .zero) == 1)
      try queue.taskDone()
      #expect(try await queue.join(upTo: .zero))
      try await queue.join()
      let now = queue.snapshot()
      #expect(now.waitingConsumers == 0 && now.waitingProducers == 0 && now.puts == 1)
    }

    @Test func `a cancelled task waits no longer, and what it waited for stays`() async throws {
      let queue = try WorkQueue<Int>(limit: 1)
      let takers = [
        Task { try await queue.get() > 0 },
        Task {
          try await queue.next().finish()
          return true
        },
      ]
      let limited = [
        Task { try await queue.get(upTo: .seconds(600)) == nil },
        Task { try await queue.get(atMost: 2) == [] },
      ]
      #expect(queue.hasWaitingConsumers(4))
      for task in takers + limited { task.cancel() }
      for task in takers { await #expect(throws: CancellationError.self) { try await task.value } }
      for task in limited { #expect(try await task.value) }
      #expect(queue.snapshot().waitingConsumers == 0)

      #expect(try queue.tryPut(1))
      let putter = Task { try await queue.put(2) }
      let limitedPutter = Task { try await queue.put(2, upTo: .seconds(600)) }
      let joiner = Task { try await queue.join() }
      let limitedJoiner = Task { try await queue.join(upTo: .seconds(600)) }
      #expect(queue.hasWaitingProducers(2))
      for task in [putter, joiner] { task.cancel() }
      for task in [limitedPutter, limitedJoiner] { task.cancel() }
      for task in [putter, joiner] {
        await #expect(throws: CancellationError.self) { try await task.value }
      }
      for task in [limitedPutter, limitedJoiner] { #expect(try await !task.value) }
      #expect(queue.takeAll() == [1] && queue.snapshot().puts == 1)
      #expect(queue.snapshot().waitingProducers == 0)
    }

    @Test func `a task that was cancelled before it came does not wait`() async throws {
      let queue = try WorkQueue<Int>(limit: 1)
      let task = Task {
        while !Task.isCancelled { await Task.yield() }
        await #expect(throws: CancellationError.self) { try await queue.get() }
        #expect(try await queue.get(upTo: .seconds(600)) == nil)
        // There is room: nothing to wait for.
        try await queue.put(1)
        await #expect(throws: CancellationError.self) { try await queue.put(2) }
        #expect(try await !queue.put(2, upTo: .seconds(600)))
        await #expect(throws: CancellationError.self) { try await queue.join() }
        #expect(try await queue.get() == 1)
        try queue.taskDone()
        try await queue.join()
      }
      task.cancel()
      try await task.value
      #expect(queue.snapshot().waitingConsumers == 0)
    }

    @Test func `tasks that wait are served in the order in which they came`() async throws {
      let queue = try WorkQueue<Int>()
      let served = Monitor<[Int]>([])
      var tasks: [Task<Void, any Error>] = []
      for number in 0..<20 {
        tasks.append(
          Task {
            _ = try await queue.get()
            served.withLock { $0.append(number) }
          }
        )
        #expect(queue.hasWaitingConsumers(number + 1))
      }
      for number in 0..<20 {
        #expect(try queue.tryPut(number))
        try await tasks[number].value
        #expect(served.withLock { $0.last } == number)
      }
    }
  }
}
