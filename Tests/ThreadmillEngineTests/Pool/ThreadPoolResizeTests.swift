// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct ThreadPoolResizeTests {
    /// Waits until exactly `count` workers live, in the pool's books and for the system.
    private func converges(_ pool: ThreadPool, to count: Int, prefix: String) -> Bool {
      eventually {
        pool.snapshot().workers.count == count && ProcessFacts.threadCount(prefix: prefix) == count
      }
    }

    @Test func `growing with a full queue starts queued tasks at once`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        let gate = Gate()
        let inside = Tally()
        let futures = (0..<8).map { _ in
          pool.submit {
            inside.add()
            gate.wait()
          }
        }
        inside.wait(for: 1)
        #expect(pool.snapshot().counts.queued == 7)
        try pool.resize(to: 8)
        // Nothing is submitted after this.
        inside.wait(for: 8)
        #expect(pool.snapshot().counts.running == 8)
        gate.open()
        for future in futures { try future.wait() }
        pool.shutdown()
      }
    }

    @Test(arguments: [1, 2, 4]) func `a scripted 3n, 4n, 2n, n, 1 has exact counts at each step`(
      n: Int
    ) async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 3 * n, name: "script")
        var completed = 0
        for (size, before) in [(4 * n, 3 * n), (2 * n, 4 * n), (n, 2 * n), (1, n)] {
          #expect(converges(pool, to: before, prefix: "script"))
          // Every worker of the old size is busy while the size changes.
          let gate = Gate()
          let inside = Tally()
          let futures = (0..<before).map { _ in
            pool.submit {
              inside.add()
              gate.wait()
            }
          }
          inside.wait(for: before)
          #expect(pool.snapshot().counts.running == before)
          try pool.resize(to: size)
          #expect(pool.snapshot().targetWorkers == size)
          #expect(pool.snapshot().counts.running == before, "a resize ends no task")
          #expect(pool.snapshot().workers.count { $0.isRetiring } == max(0, before - size))
          gate.open()
          for future in futures { try future.wait() }
          completed += before
          #expect(pool.snapshot().counts.finished == completed)
        }
        #expect(converges(pool, to: 1, prefix: "script"))
        let report = pool.shutdown()
        audit(report, of: pool)
        #expect(report.counts.finished == completed)
        #expect(eventually { ProcessFacts.threadCount(prefix: "script") == 0 })
      }
    }

    @Test func `sizes 12, 2, 1, 12, 6, 1, 8, 5 under load lose nothing`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 4, name: "sizes")
        for _ in 0..<Load.scaled(10, soak: 1_000) {
          var futures: [Future<Int, Never>] = []
          for size in [12, 2, 1, 12, 6, 1, 8, 5] {
            futures += (0..<6).map { number in
              pool.submit {
                if number % 2 == 0 { pauseThread(.microseconds(200)) }
                return number
              }
            }
            try pool.resize(to: size)
            #expect(pool.snapshot().targetWorkers == size)
          }
          let values = try futures.map { try $0.wait() }
          #expect(values == (0..<8).flatMap { _ in 0..<6 })
          #expect(converges(pool, to: 5, prefix: "sizes"))
        }
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `the same size keeps the same workers`() async throws {
      try await onThread {
        let hub = EventHub()
        let feed = hub.subscribe()
        let pool = try ThreadPool(workers: 3, name: "same", events: hub)
        // A thread has its name before it says that it has started.
        var started = 0
        #expect(
          eventually {
            started += feed.drain().count { $0.state == .workerStarted }
            return started == 3
          }
        )
        for _ in 0..<50 { try pool.resize(to: 3) }
        let futures = (0..<20).map { number in pool.submit { number } }
        for future in futures { _ = try future.wait() }
        let states = Set(feed.drain().map(\.state))
        #expect(states.isDisjoint(with: [.workerStarted, .workerEnded]))
        pool.shutdown()
      }
    }

    @Test func `the newest workers go first and their indices are used again`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 6, name: "index")
        try pool.resize(to: 2)
        #expect(converges(pool, to: 2, prefix: "index"))
        #expect(pool.snapshot().workers.map(\.id) == [0, 1])
        try pool.resize(to: 4)
        #expect(pool.snapshot().workers.map(\.id) == [0, 1, 2, 3])
        #expect(converges(pool, to: 4, prefix: "index"))
        pool.shutdown()
      }
    }

    @Test func `a paused pool resizes, and starts nothing`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 2, name: "paused")
        pool.pause()
        let ran = Tally()
        let futures = (0..<20).map { _ in pool.submit { _ = ran.add() } }
        try pool.resize(to: 7)
        #expect(converges(pool, to: 7, prefix: "paused"))
        try pool.resize(to: 1)
        #expect(converges(pool, to: 1, prefix: "paused"))
        #expect(ran.value == 0)
        pool.resume()
        for future in futures { try future.wait() }
        pool.shutdown()
      }
    }

    @Test func `a task may resize its own pool`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 4, name: "own")
        for size in [1, 6, 2, 3] {
          let value: Void? = try pool.submit { () throws in try pool.resize(to: size) }.wait()
          #expect(value != nil)
          #expect(converges(pool, to: size, prefix: "own"))
        }
        pool.shutdown()
      }
    }

    @Test(.tags(.stress)) func `resizes from many threads under load converge`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 3, name: "storm")
        let rounds = Load.scaled(200, sanitized: 50, soak: 20_000)
        let ran = Tally()
        let results = concurrently(5) { thread -> Bool in
          var random = SeededRandom(seed: UInt64(thread))
          for _ in 0..<rounds {
            switch thread {
            case 0, 1: try? pool.resize(to: 1 + random.below(10))
            case 2:
              pool.pause()
              pool.resume()
            default: for _ in 0..<20 { _ = pool.submit { _ = ran.add() } }
            }
          }
          return true
        }
        #expect(results.count == 5)
        try pool.resize(to: 4)
        ran.wait(for: 40 * rounds)
        #expect(converges(pool, to: 4, prefix: "storm"))
        #expect(pool.snapshot().workers.map(\.id).count == 4)
        let report = pool.shutdown()
        audit(report, of: pool)
        #expect(report.counts.finished == UInt64(40 * rounds))
      }
    }

    /// In a process of its own, because others would be counted with it.
    @Test(.tags(.stress)) func `growing and shrinking ten thousand times leaves nothing behind`()
      async
    {
      await #expect(processExitsWith: .success) {
        try await onThread {
          let pool = try ThreadPool(workers: 1, name: "cycle")
          func cycle(_ count: Int) throws {
            for number in 0..<count {
              try pool.resize(to: 4)
              _ = pool.submit { number }
              try pool.resize(to: 1)
            }
            #expect(eventually { ProcessFacts.threadCount(prefix: "cycle") == 1 })
          }
          let cycles = Load.scaled(10_000, sanitized: 500, soak: 100_000)
          try cycle(cycles / 5)
          let descriptors = ProcessFacts.descriptorCount
          let mappings = ProcessFacts.mappingCount
          let resident = ProcessFacts.residentBytes
          try cycle(cycles)
          #expect(ProcessFacts.descriptorCount == descriptors)
          // Three stacks a cycle, if they leaked.
          #expect(ProcessFacts.mappingCount < mappings + 200)
          #expect(ProcessFacts.residentBytes < resident + (Load.isSanitized ? 256 << 20 : 32 << 20))
          audit(pool.shutdown(), of: pool)
        }
      }
    }
  }
}
