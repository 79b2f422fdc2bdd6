// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  /// Tasks that a pool of one's own keeps, while others do with their futures what they like.
  @Suite struct HandedOnTests {
    /// A pool that keeps all of its tasks, and what it has kept.
    private func keeper() -> (pool: OwnPool, kept: Monitor<[QueuedTask]>) {
      let kept = Monitor<[QueuedTask]>([])
      let pool = OwnPool(over: SerialPool()) { task in
        kept.withLock { $0.append(task) }
        return true
      }
      return (pool, kept)
    }

    private func takeAll(_ kept: Monitor<[QueuedTask]>) -> [QueuedTask] {
      kept.withLock { kept in
        defer { kept = [] }
        return kept
      }
    }

    @Test(arguments: PoolKind.all)
    func `a task that was cancelled before is accepted and not counted`(kind: PoolKind) async throws
    {
      try await withPool(kind) { pool in
        let (own, kept) = keeper()
        let ran = Tally()
        let future = own.submit { ran.add() }
        #expect(future.cancel())
        let isAccepted = takeAll(kept).areAccepted(by: pool)
        #expect(isAccepted && future.state == .cancelled)
        let next = try pool.submit { 1 }.wait()
        #expect(next == 1)
        let report = pool.shutdown(.drain(upTo: .seconds(20)))
        #expect(report.isComplete && ran.value == 0)
        #expect(report.counts.submitted == 1 && report.counts.finished == 1)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a pool that refuses a task leaves its number alone`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let (own, kept) = keeper()
        let closed = SerialPool()
        for _ in 0..<5 { _ = closed.submit {} }
        closed.shutdown()
        pool.pause()
        let future = own.submit { (context: borrowing WorkContext) in context.taskID }
        let tasks = takeAll(kept)
        let isAccepted = tasks.areAccepted(by: pool)
        // It lies in the queue of the one pool while the other one looks at it.
        #expect(isAccepted && !tasks.areAccepted(by: closed))
        pool.resume()
        let number = try future.wait()
        #expect(number == 0)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a task that is handed in twice runs once`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let (own, kept) = keeper()
        let ran = Tally()
        pool.pause()
        let future = own.submit { ran.add() }
        let tasks = takeAll(kept)
        #expect((tasks + tasks).areAccepted(by: pool))
        pool.resume()
        let count = try future.wait()
        #expect(count == 1)
        #expect(tasks.areAccepted(by: pool))
        let report = pool.shutdown(.drain(upTo: .seconds(20)))
        #expect(report.isComplete && ran.value == 1 && report.counts.submitted == 1)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a task that was handed on and yet refused does not stay queued`(kind: PoolKind)
      async throws
    {
      try await withPool(kind) { pool in
        let own = OwnPool(over: pool) { task in
          _ = pool.accept(task)
          return false
        }
        pool.pause()
        let future = own.submit { 1 }
        #expect(future.isRefused)
        pool.resume()
        let report = pool.shutdown(.drain(upTo: .seconds(20)))
        #expect(report.isComplete && report.counts.cancelled == 1 && report.counts.queued == 0)
      }
    }

    @Test(.tags(.stress), arguments: PoolKind.all)
    func `handing on races with cancelling, and nothing is lost`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let (own, kept) = keeper()
        let ran = Tally()
        let rounds = Load.scaled(400, soak: 20_000)
        var cancelled = 0
        for round in 0..<rounds {
          let future = own.submit { ran.add() }
          let tasks = takeAll(kept)
          let hits = race(2) { number in
            // Each goes first in some rounds, whatever the threads cost.
            for _ in 0..<(number == round % 2 ? round % 64 : 0) { _ = future.state }
            return number == 0 ? tasks.areAccepted(by: pool) : future.cancel()
          }
          #expect(hits[0])
          if hits[1] { cancelled += 1 }
          #expect(future.endedOutcome.isSuccess != hits[1])
        }
        let report = pool.shutdown(.drain(upTo: .seconds(20)))
        #expect(report.isComplete && ran.value == rounds - cancelled)
        let counts = report.counts
        #expect(counts.finished == UInt64(ran.value) && counts.queued == 0 && counts.running == 0)
        #expect(counts.submitted == counts.finished + counts.cancelled)
      }
    }
  }
}

extension [QueuedTask] {
  /// Hands all of them to `pool`.
  ///
  /// - Returns: whether it has accepted each of them.
  fileprivate func areAccepted(by pool: any ClosurePool) -> Bool {
    reduce(true) { pool.accept($1) && $0 }
  }
}
