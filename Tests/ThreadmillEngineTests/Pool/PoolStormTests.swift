// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Synchronization
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Brief tasks in hands and boxes, while the pool is paused, resized, looked at and cancelled.
  @Suite struct PoolStormTests {
    /// What a meddler has found wrong.
    private typealias Complaints = Monitor<[String]>

    /// Asks of the pool what it can do to tasks on their way, until all are over.
    private func meddle(
      with pool: ThreadPool,
      seed: UInt64,
      counting starts: borrowing Atomic<Int>,
      until isOver: Gate
    ) -> [String] {
      var random = SeededRandom(seed: seed)
      var auditor = SnapshotAuditor()
      var complaints: [String] = []
      while !isOver.isOpen {
        switch random.below(8) {
        case 0:
          pool.pause()
          // Each worker may have one on its way to the first instruction.
          let before = starts.load(ordering: .relaxed)
          let workers = pool.snapshot().workers.count
          for _ in 0..<random.below(2_000) { _ = pool.snapshot().isPaused }
          let after = starts.load(ordering: .relaxed)
          if after - before > workers { complaints.append("\(after - before) started in a pause") }
          pool.resume()
        case 1: try? pool.resize(to: 1 + random.below(14))
        default: auditor.inspect(pool.snapshot())
        }
        if random.chance(50) { pauseThread(.microseconds(Int64(random.below(300)))) }
      }
      // An index is another worker's after a resize.
      return complaints
        + auditor.complaints.filter { !$0.hasPrefix("worker") && !$0.hasPrefix("busy") }
    }

    @Test(.tags(.stress), arguments: [1, 2, 4, 13])
    func `each of many brief tasks runs once or is cancelled`(workers: Int) async throws {
      final class Starts: Sendable { let count = Atomic<Int>(0) }
      try await onThread {
        let pool = try ThreadPool(workers: workers)
        let submitters = 3
        let each = Load.scaled(20_000, soak: 350_000)
        let slots = Slots(count: submitters * each)
        let starts = Starts()
        let isOver = Gate()
        let complaints = Complaints([])
        let meddler = PlainThread {
          let found = meddle(
            with: pool,
            seed: UInt64(workers),
            counting: starts.count,
            until: isOver
          )
          complaints.withLock { $0 = found }
        }
        let cancelled = concurrently(submitters) { submitter -> Int in
          var random = SeededRandom(seed: UInt64(submitter))
          var cancelled = 0
          var batch: [(slot: Int, future: Future<Int, Never>)] = []
          for number in 0..<each {
            let slot = submitter * each + number
            let future = pool.submit {
              starts.count.wrappingAdd(1, ordering: .relaxed)
              slots.increment(slot)
              return slot
            }
            batch.append((slot, future))
            if random.chance(5), let victim = batch.randomElement(using: &random) {
              victim.future.cancel()
            }
            guard batch.count == 200 || number == each - 1 else { continue }
            for (slot, future) in batch {
              if future.endedOutcome == .success(slot) { continue }
              // So that each has been incremented once.
              slots.increment(slot)
              cancelled += 1
            }
            batch.removeAll(keepingCapacity: true)
          }
          return cancelled
        }
        isOver.open()
        meddler.join()
        let report = pool.shutdown()
        audit(report, of: pool)
        #expect(complaints.withLock { $0 } == [])
        #expect(slots.wrongCount == 0)
        #expect(report.counts.cancelled == UInt64(cancelled.reduce(0, +)))
        #expect(report.counts.submitted == UInt64(submitters * each))
      }
    }

    @Test(.tags(.stress), arguments: [1, 2, 4])
    func `round trips come back whether the worker searches or sleeps`(workers: Int) async throws {
      try await onThread {
        let pool = try ThreadPool(workers: workers)
        let rounds = Load.scaled(10_000, soak: 300_000)
        let wrong = concurrently(3) { submitter -> Int in
          var random = SeededRandom(seed: UInt64(submitter))
          var wrong = 0
          for round in 0..<rounds {
            let future = pool.submit { round }
            if random.chance(10) { future.onCompletion { _ in } }
            if future.endedOutcome != .success(round) { wrong += 1 }
            // About as long as a worker searches before it sleeps.
            if random.chance(30) { pauseThread(.microseconds(Int64(random.below(60)))) }
          }
          return wrong
        }
        #expect(wrong == [0, 0, 0])
        let report = pool.shutdown()
        audit(report, of: pool)
        #expect(report.counts.finished == UInt64(3 * rounds))
      }
    }

    @Test(.tags(.stress), arguments: [1, 2, 4, 13])
    func `what is cancelled in a storm never runs, and is counted`(workers: Int) async throws {
      try await onThread {
        let pool = try ThreadPool(workers: workers)
        let rounds = Load.scaled(500, soak: 30_000)
        var cancelled = 0
        for round in 0..<rounds {
          let slots = Slots(count: 40)
          let futures = (0..<40).map { number in pool.submit { slots.increment(number) } }
          let answers = race(2) { side -> [Bool] in
            let order = side == 0 ? Array(futures) : futures.reversed()
            let answers = order.map { $0.cancel() }
            return side == 0 ? answers : answers.reversed()
          }
          for (number, future) in futures.enumerated() {
            let isCancelled = !future.endedOutcome.isSuccess
            if isCancelled {
              slots.increment(number)
              cancelled += 1
            }
            // One of them has cancelled it, and then both know.
            let answer = (answers[0][number], answers[1][number])
            #expect(answer == (isCancelled, isCancelled), "round \(round)")
          }
          #expect(slots.wrongCount == 0, "round \(round)")
        }
        let report = pool.shutdown()
        audit(report, of: pool)
        #expect(report.counts.cancelled == UInt64(cancelled))
      }
    }

    @Test(.tags(.stress), arguments: [1, 2, 4])
    func `tasks submit to their own pool, and outcomes call it when they go`(workers: Int)
      async throws
    {
      /// An outcome whose end is somebody's code.
      final class Echo: Sendable {
        private let pool: ThreadPool
        private let deaths: Tally
        init(_ pool: ThreadPool, _ deaths: Tally) { (self.pool, self.deaths) = (pool, deaths) }
        deinit {
          _ = pool.snapshot()
          _ = pool.submit {}.cancel()
          deaths.add()
        }
      }
      try await onThread {
        let pool = try ThreadPool(workers: workers)
        let (deaths, leaves) = (Tally(), Tally())
        let roots = Load.scaled(300, soak: 10_000)
        @Sendable func grow(_ depth: Int) {
          guard depth > 0 else {
            leaves.add()
            return
          }
          for _ in 0..<3 {
            _ = pool.submit { () -> Echo in
              grow(depth - 1)
              return Echo(pool, deaths)
            }
          }
        }
        for _ in 0..<roots { grow(3) }
        #expect(eventually { leaves.value == roots * 27 && deaths.value == roots * 39 })
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test(.tags(.stress)) func `a callback that takes long holds up no other task`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 2)
        let rounds = Load.scaled(10_000, soak: 300_000)
        let (maps, calls, stuck) = (Tally(), Tally(), Tally())
        let isOver = Gate()
        let mapper = PlainThread {
          while !isOver.isOpen {
            _ = try? pool.map(0..<2, chunkSize: 1) { $0 }
            maps.add()
          }
        }
        for round in 0..<rounds {
          let future = pool.submit {}
          for _ in 0..<round % 61 { _ = future.state }
          // Also at the moment at which the worker is about to say that it has ended.
          future.onCompletion { _ in
            let before = maps.value
            if !eventually(within: .seconds(2), { maps.value > before }) { stuck.add() }
            calls.add()
          }
          calls.wait(for: round + 1)
        }
        isOver.open()
        mapper.join()
        #expect(stuck.value == 0)
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test(.enabled(if: !Load.isSanitized))
    func `many tasks leave no memory behind`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 2)
        func work(_ times: Int) throws {
          for number in 0..<times {
            let future = pool.submit { [number] }
            if number % 7 == 0 { future.onCompletion { _ in } }
            if number % 11 == 0 { future.cancel() }
            if number % 64 == 0 { _ = future.endedOutcome }
            if number % 4_096 == 0 { _ = try pool.map(0..<200, chunkSize: 1) { "\($0)" } }
          }
          _ = pool.submit {}.endedOutcome
        }
        try work(20_000)
        let before = ProcessFacts.residentBytes
        try work(Load.scaled(100_000, soak: 2_000_000))
        #expect(ProcessFacts.residentBytes - before < 6 << 20)
        audit(pool.shutdown(), of: pool)
      }
    }
  }
}
