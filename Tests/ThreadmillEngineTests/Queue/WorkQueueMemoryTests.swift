// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Rows 82 and 86 of the scenarios.
  @Suite struct WorkQueueMemoryTests {
    @Test(.tags(.stress), arguments: [QueueOrder<Canary>.fifo, .lifo, .sorted { _, _ in false }])
    func `each item is destroyed once, what is left with the queue`(order: QueueOrder<Canary>)
      async throws
    {
      try await onThread {
        var random = SeededRandom(seed: 11)
        for round in 0..<Load.scaled(100, soak: 1_000) {
          let deaths = Tally()
          let count = random.below(round % 10 == 0 ? 10_000 : 500)
          let taken = random.below(count + 1)
          var queue: WorkQueue<Canary>? = try WorkQueue(
            order: order,
            limit: round % 2 == 0 ? 7 : nil
          )
          if let queue {
            let (limit, left) = (queue.snapshot().limit, count - taken)
            if limit != nil { try queue.setLimit(max(7, left)) }
            let results = concurrently(2) { [queue] thread in
              if thread == 0 {
                for _ in 0..<count { try? queue.put(Canary(deaths)) }
              } else {
                for _ in 0..<taken { (try? queue.get())?.sing() }
              }
              return queue.depth
            }
            #expect(results.count == 2 && queue.depth == left)
            #expect(deaths.value == taken)
            if round % 3 == 0 {
              queue.close(immediately: true)
              #expect(deaths.value == count)
            }
          }
          queue = nil
          #expect(deaths.value == count)
        }
      }
    }

    @Test func `an item that was not put is not kept`() async throws {
      try await onThread {
        let (queue, deaths) = (try WorkQueue<Canary>(limit: 1), Tally())
        try queue.put(Canary(deaths))
        #expect(try !queue.tryPut(Canary(deaths)))
        #expect(try !queue.put(Canary(deaths), upTo: .milliseconds(2)))
        #expect(deaths.value == 2)
        queue.close()
        #expect(throws: QueueError.closed) { try queue.put(Canary(deaths)) }
        #expect(deaths.value == 3)
        try queue.get().sing()
        #expect(deaths.value == 4)
      }
    }

    @Test func `a chain of 10 000 queues adds one at each`() async throws {
      let (stages, items) = (Load.scaled(10_000, soak: 100_000), 3)
      let descriptors = ProcessFacts.descriptorCount
      let threads = ProcessFacts.threadNames.count
      let queues = try (0...stages).map { _ in try WorkQueue<Int>(limit: 1) }
      let tasks = (0..<stages).map { stage in
        Task.detached {
          for _ in 0..<items { try await queues[stage + 1].put(queues[stage].get() + 1) }
        }
      }
      for number in 0..<items { try await queues[0].put(number) }
      for number in 0..<items { #expect(try await queues[stages].get() == number + stages) }
      for task in tasks { try await task.value }
      // Tests of other modules run beside this one.
      #expect(eventually { ProcessFacts.descriptorCount <= descriptors })
      // A task that waits has no thread: no more than Swift's own have been added.
      #expect(ProcessFacts.threadNames.count <= threads + ProcessFacts.affinityCount + 8)
    }

    /// In a process of its own, because the memory of others would be counted with it.
    @Test(.tags(.stress)) func `items that pass leave no memory behind`() async {
      await #expect(processExitsWith: .success) {
        try await onThread(deadline: .seconds(120)) {
          let queue = try WorkQueue<[Int]>(limit: 20)
          let sorted = try WorkQueue<[Int]>(order: .sorted { $0.count < $1.count }, limit: 20)
          let pass: @Sendable (Int) -> Void = { count in
            _ = concurrently(4) { thread in
              for number in 0..<count {
                let queue = number % 2 == 0 ? queue : sorted
                if thread < 2 {
                  try? queue.put(Array(0..<10))
                } else {
                  guard let lease = try? queue.next() else { return false }
                  if number % 3 == 0 { lease.finish() }
                }
                // Waits in vain, and queues that come and go.
                if number % 50 == 0 {
                  _ = try? WorkQueue<[Int]>(limit: 1, name: "empty").get(upTo: .microseconds(1))
                }
              }
              return true
            }
          }
          pass(10_000)
          let resident = ProcessFacts.residentBytes
          pass(Load.scaled(100_000, soak: 2_000_000))
          let now = ProcessFacts.residentBytes
          #expect(now < resident + (Load.isSanitized ? 128 << 20 : 4 << 20), "\(resident) \(now)")
          #expect(queue.unfinished == 0 && sorted.unfinished == 0)
        }
      }
    }

    @Test(.tags(.stress)) func `tasks that wait in vain leave no memory behind`() async {
      await #expect(processExitsWith: .success) {
        try await underWatch(deadline: .seconds(120)) {
          let queue = try WorkQueue<Int>(limit: 1, name: "orders")
          #expect(try await queue.put(0, upTo: .zero))
          let wait: @Sendable (Int) async throws -> Void = { count in
            for _ in 0..<count {
              let waits = [
                Task { _ = try await queue.put(1, upTo: .microseconds(1)) },
                Task { try await queue.put(1) }, Task { try await queue.join() },
                Task { _ = try await queue.join(upTo: .microseconds(1)) },
              ]
              for wait in waits.reversed() {
                wait.cancel()
                _ = await wait.result
              }
            }
          }
          try await Task.detached { try await wait(3_000) }.value
          let resident = ProcessFacts.residentBytes
          try await Task.detached { try await wait(Load.scaled(20_000, soak: 500_000)) }.value
          let now = ProcessFacts.residentBytes
          #expect(now < resident + (Load.isSanitized ? 128 << 20 : 8 << 20), "\(resident) \(now)")
          #expect(queue.snapshot().waitingProducers == 0 && queue.depth == 1)
        }
      }
    }
  }
}
