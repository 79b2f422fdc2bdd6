// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct PoolContractTelemetryTests {
    @Test(.tags(.stress), arguments: PoolKind.all)
    func `every sample adds up and no counter runs backwards`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let perSubmitter = Load.scaled(4_000, soak: 40_000)
        let isOver = Gate()
        let complaints = concurrently(9) { thread -> [String] in
          guard thread > 0 else { return Self.watch(pool, until: isOver) }
          var futures: [Future<Int, any Error>] = []
          for number in 0..<perSubmitter {
            futures.append(Self.submitSomething(to: pool, number))
            if number % 7 == 0 { futures[number / 2].cancel() }
            if thread == 1 && number % 100 == 0 { pool.pause() }
            if thread == 1 && number % 100 == 50 { pool.resume() }
          }
          if thread == 1 { pool.resume() }
          for future in futures { _ = future.endedOutcome }
          if pool.snapshot().counts.submitted == UInt64(8 * perSubmitter) { isOver.open() }
          return []
        }
        #expect(complaints[0].isEmpty, "\(complaints[0].prefix(3))")
        let quiet = pool.snapshot()
        #expect(quiet.counts.submitted == UInt64(8 * perSubmitter))
        #expect(quiet.counts.ended == quiet.counts.submitted)
      }
    }

    private static func submitSomething(to pool: any ClosurePool, _ number: Int)
      -> Future<Int, any Error>
    {
      pool.submit(name: number % 3 == 0 ? "every third" : nil) {
        (context: borrowing WorkContext) throws -> Int in
        if number % 11 == 0 { throw Mishap(payload: number) }
        if number % 50 == 0 { try context.progress(number % 9, of: 8) }
        if number % 200 == 0 { try context.sleep(for: .microseconds(50)) }
        return number
      }
    }

    private static func watch(_ pool: any ClosurePool, until isOver: Gate) -> [String] {
      var auditor = SnapshotAuditor()
      while !isOver.isOpen { auditor.inspect(pool.snapshot()) }
      auditor.inspect(pool.snapshot())
      return auditor.complaints
    }

    @Test(arguments: PoolKind.all)
    func `when it is quiet, the workers' counts add up to the pool's`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let futures = (0..<300).map { number in
          pool.submit { () throws -> Int in
            if number % 3 == 0 { throw Mishap() }
            return number
          }
        }
        for future in futures { _ = future.endedOutcome }
        let snapshot = pool.snapshot()
        #expect(snapshot.workers.reduce(0) { $0 + $1.finished } == snapshot.counts.finished)
        #expect(snapshot.workers.reduce(0) { $0 + $1.failed } == snapshot.counts.failed)
        #expect(snapshot.counts.finished == 200 && snapshot.counts.failed == 100)
        let isIdle = eventually { pool.snapshot().workers.allSatisfy { $0.state == .idle } }
        #expect(isIdle)
        #expect(pool.snapshot().workers.allSatisfy { $0.task == nil })
        #expect(pool.snapshot().workers.map(\.id) == Array(0..<kind.workers))
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `a lane shows its task, its name and how far it has come`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let (began, gate) = (Gate(), Gate())
        let future = pool.submit(name: "primes") { (context: borrowing WorkContext) throws in
          try context.progress(3, of: 12)
          began.open()
          gate.wait()
        }
        began.wait()
        let lane = pool.snapshot().workers.first { $0.task != nil }
        #expect(lane?.state == .running && lane?.kind == .thread)
        #expect(lane?.task?.name == "primes" && lane?.task?.id == 0)
        #expect(lane?.task?.activity == .steps(done: 3, total: 12))
        #expect(lane?.task?.activity.fraction == 0.25)
        #expect(lane.flatMap(\.startLatency).map { $0 > .zero && $0 < .seconds(60) } == true)
        #expect(lane?.name.hasPrefix("contract-") == true)
        gate.open()
        #expect(future.endedOutcome.isSuccess)
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `a wait shows how long it lasts and how much of it is over`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let begin = MonotonicClock.now
        let future = pool.submit { (context: borrowing WorkContext) throws in
          try context.sleep(for: .seconds(3600))
        }
        var last = Duration.zero
        while last < .milliseconds(100) {
          guard let lane = pool.snapshot().workers.first(where: { $0.state == .waiting }),
            case .wait(let elapsed, let requested) = lane.task?.activity
          else { continue }
          #expect(requested == .seconds(3600))
          #expect(elapsed >= last && elapsed <= MonotonicClock.now - begin)
          last = elapsed
        }
        _ = pool.shutdown(.cancel)
        #expect(future.state == .cancelled)
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `reports out of range are clamped`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let reports = [(-5, 10), (11, 10), (3, 0), (3, -7), (Int.min, Int.max), (Int.max, Int.min)]
        for (done, total) in reports {
          let activity = try pool.submit { (context: borrowing WorkContext) throws in
            try context.progress(done, of: total)
            return pool.snapshot().workers.compactMap { $0.task?.activity }.first
          }.wait()
          guard case .steps(let shown, let of) = activity else {
            Issue.record("\(String(describing: activity))")
            continue
          }
          #expect(of >= 1 && (0...of).contains(shown))
        }
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `busy time, queue wait and CPU time are real`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let begin = MonotonicClock.now
        let futures = (0..<kind.workers * 2).map { _ in
          pool.submit { pauseThread(.milliseconds(40)) }
        }
        for future in futures { try future.wait() }
        let workers = pool.snapshot().workers
        // A worker is busy until it has found that nothing is left to do.
        let took = MonotonicClock.now - begin
        let busy = workers.reduce(Duration.zero) { $0 + $1.busy }
        #expect(busy >= .milliseconds(80 * kind.workers) * 0.9)
        #expect(workers.allSatisfy { $0.busy <= took })
        let waited = workers.reduce(Duration.zero) { $0 + $1.queueWait }
        #expect(waited >= .milliseconds(40 * kind.workers) * 0.5)
        #expect(waited <= took * Double(kind.workers * 2))
        #expect(workers.allSatisfy { ($0.cpu ?? .seconds(-1)) >= .zero && $0.cpu ?? .zero < took })
        #expect(workers.contains { ($0.lastService ?? .zero) >= .milliseconds(36) })
      }
    }
  }
}
