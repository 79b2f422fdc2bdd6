// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct ThreadPoolTests {
    @Test(arguments: [0, -1, 4097, 1 << 31, Int.max, Int.min])
    func `worker counts out of range are refused with number and range`(count: Int) async throws {
      try await onThread {
        let made = #expect(throws: PoolError.self) { try ThreadPool(workers: count, name: "none") }
        #expect(made?.code == .workerCount)
        #expect(made?.description.contains("\(count)") == true)
        #expect(made?.description.contains("1...4096") == true)
        #expect(ProcessFacts.threadCount(prefix: "none-") == 0)
        let pool = try ThreadPool(workers: 2)
        let resized = #expect(throws: PoolError.self) { try pool.resize(to: count) }
        #expect(resized?.code == .workerCount)
        #expect(pool.snapshot().targetWorkers == 2 && pool.snapshot().workers.count == 2)
        pool.shutdown()
      }
    }

    @Test func `the default is one worker for each CPU that may be used`() async throws {
      try await onThread {
        #expect(CPUs.available == ProcessFacts.affinityCount)
        #expect(ThreadPool.defaultWorkerCount == CPUs.recommendedWorkers)
        if CPUs.quota == nil { #expect(CPUs.recommendedWorkers == ProcessFacts.affinityCount) }
        let pool = try ThreadPool()
        #expect(pool.snapshot().workers.count == CPUs.recommendedWorkers)
        pool.shutdown()
      }
    }

    @Test func `the default follows a narrower affinity`() async throws {
      let count = try await onThread { ProcessFacts.withOneCPU { CPUs.available } }
      #expect(count == 1)
    }

    @Test(arguments: [1, 3, 8])
    func `15 times as many blocked tasks as workers make no further thread`(workers: Int)
      async throws
    {
      try await onThread {
        let name = "sat\(workers)"
        let pool = try ThreadPool(workers: workers, name: name)
        let gate = Gate()
        let inside = Tally()
        let futures = (0..<15 * workers).map { number in
          pool.submit {
            inside.add()
            gate.wait()
            inside.add(-1)
            return number
          }
        }
        inside.wait(for: workers)
        #expect(ProcessFacts.threadCount(prefix: name) == workers)
        #expect(pool.snapshot().counts.running == workers)
        #expect(pool.snapshot().counts.queued == 14 * workers)
        gate.open()
        let values = try futures.map { try $0.wait() }
        #expect(values == Array(0..<15 * workers))
        #expect(inside.highest == workers)
        pool.shutdown()
        #expect(eventually { ProcessFacts.threadCount(prefix: name) == 0 })
      }
    }

    @Test func `sequential tasks create no thread after the pool's own`() async throws {
      try await onThread {
        let hub = EventHub()
        let feed = hub.subscribe()
        let pool = try ThreadPool(workers: 3, name: "reuse", events: hub)
        #expect(eventually { ProcessFacts.threadCount(prefix: "reuse") == 3 })
        for number in 0..<100 {
          let value = try pool.submit { number }.wait()
          #expect(value == number)
        }
        #expect(ProcessFacts.threadCount(prefix: "reuse") == 3)
        pool.shutdown()
        #expect(feed.drain().count { $0.state == .workerStarted } == 3)
      }
    }

    @Test(.tags(.stress)) func `of a million tiny tasks from 8 submitters each runs exactly once`()
      async throws
    {
      try await onThread(deadline: .seconds(120)) {
        let perThread = Load.scaled(25_000, soak: 125_000)
        let slots = Slots(count: 8 * perThread)
        let pool = try ThreadPool(workers: 4)
        let waited = concurrently(8) { thread -> Int in
          let futures = (0..<perThread).map { number in
            pool.submit { slots.increment(thread * perThread + number) }
          }
          return futures.count { $0.endedOutcome.isSuccess }
        }
        #expect(waited == Array(repeating: perThread, count: 8))
        #expect(slots.wrongCount == 0)
        #expect(pool.snapshot().counts.finished == UInt64(8 * perThread))
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `one worker starts and finishes in the order of submission`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        let log = Monitor<[Int]>([])
        let futures = (0..<10).map { number in
          pool.submit {
            log.withLock { $0.append(number) }
            log.withLock { $0.append(100 + number) }
          }
        }
        for future in futures { try future.wait() }
        #expect(log.withLock { $0 } == (0..<10).flatMap { [$0, 100 + $0] })
        pool.shutdown()
      }
    }

    @Test func `the system knows the threads by name, cut to 15 bytes`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 3, name: "loader")
        let long = try ThreadPool(workers: 1, name: "a-very-long-pool-name")
        let isNamed = eventually {
          let names = Set(ProcessFacts.threadNames)
          return names.isSuperset(of: ["loader-0", "loader-1", "loader-2", "a-very-long-poo"])
        }
        #expect(isNamed)
        #expect(pool.snapshot().workers.map(\.name) == ["loader-0", "loader-1", "loader-2"])
        pool.shutdown()
        long.shutdown()
        #expect(eventually { ProcessFacts.threadCount(prefix: "loader") == 0 })
      }
    }

    @Test func `22 sleeping workers all end`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 22, name: "sleeper")
        #expect(eventually { pool.snapshot().workers.allSatisfy { $0.state == .idle } })
        pauseThread(.milliseconds(20))
        let report = pool.shutdown()
        audit(report, of: pool)
        #expect(eventually { ProcessFacts.threadCount(prefix: "sleeper") == 0 })
      }
    }

    @Test func `dropping a pool frees it although its threads run on`() async throws {
      try await onThread {
        let gate = Gate()
        var pool: ThreadPool? = try ThreadPool(workers: 2, name: "dropped")
        weak let gone = pool
        let began = Tally()
        let futures = (0..<10).map { number in
          pool?.submit {
            began.add()
            gate.wait()
            return number
          }
        }
        began.wait(for: 2)
        pool = nil
        #expect(gone == nil)
        gate.open()
        #expect(try futures.compactMap { try $0?.wait() } == Array(0..<10))
        #expect(eventually { ProcessFacts.threadCount(prefix: "dropped") == 0 })
      }
    }

    /// In a process of its own, because others would be counted with it.
    @Test(.tags(.stress)) func `pools come and go without leaving anything`() async {
      await #expect(processExitsWith: .success) {
        try await onThread {
          func rounds(_ count: Int) throws {
            for round in 0..<count {
              let pool = try ThreadPool(workers: 1 + round % 5, name: "brief")
              for _ in 0..<round % 7 { _ = pool.submit {} }
              if round % 3 == 0 { pool.shutdown() }
              if round % 3 == 1 { pool.shutdown(.cancel) }
            }
            #expect(eventually { ProcessFacts.threadCount(prefix: "brief") == 0 })
          }
          try rounds(100)
          let descriptors = ProcessFacts.descriptorCount
          let mappings = ProcessFacts.mappingCount
          try rounds(Load.scaled(1_000, soak: 10_000))
          #expect(ProcessFacts.descriptorCount == descriptors)
          #expect(ProcessFacts.mappingCount < mappings + 200)
        }
      }
    }

    @Test(.tags(.stress)) func `no wake is lost between tasks that come one at a time`()
      async throws
    {
      try await onThread {
        let pool = try ThreadPool(workers: 4)
        _ = concurrently(3) { thread in
          var random = SeededRandom(seed: UInt64(thread))
          for number in 0..<Load.scaled(3_000, soak: 300_000) {
            // Sometimes right after the last one ended, sometimes when the workers have parked.
            if random.chance(5) { pauseThread(.microseconds(random.below(100))) }
            _ = pool.submit { number }.endedOutcome
          }
          return true
        }
        pool.shutdown()
      }
    }
  }
}
