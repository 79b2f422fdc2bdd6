// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  /// Lanes read as fast as possible while their workers change as fast as possible.
  @Suite(.tags(.stress)) struct PoolContractLaneTests {
    /// Reads `pool` until its work is over, and returns what `check` found wrong.
    private func observe(
      _ pool: any ClosurePool,
      _ futures: [Future<Void, any Error>],
      _ check: @escaping @Sendable (WorkerSnapshot) -> String?
    ) -> [String] {
      concurrently(1) { _ in
        var complaints: [String] = []
        var auditor = SnapshotAuditor()
        while futures.last?.outcome == nil {
          let snapshot = pool.snapshot()
          auditor.inspect(snapshot)
          complaints += snapshot.workers.compactMap(check)
        }
        return complaints + auditor.complaints
      }[0]
    }

    @Test(arguments: PoolKind.threaded)
    func `a lane never shows one task's number and another's name`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        pool.pause()
        let futures = (0..<Load.scaled(30_000, soak: 500_000)).map { number in
          pool.submit(name: "t\(number)") { () throws in }
        }
        pool.resume()
        let complaints = observe(pool, futures) { lane in
          guard let task = lane.task, let name = task.name, name != "t\(task.id)" else {
            return nil
          }
          return "task \(task.id) is called \(name)"
        }
        #expect(complaints.isEmpty, "\(complaints.count): \(complaints.prefix(3))")
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `a lane never mixes two reports`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        pool.pause()
        let futures = (0..<kind.workers * 4).map { _ in
          pool.submit { (context: borrowing WorkContext) throws in
            for step in 0..<Load.scaled(20_000, soak: 400_000) {
              try context.progress(1_000_000, of: 1_000_000)
              try context.progress(0, of: 1)
              if step % 16 == 0 { try context.sleep(for: .nanoseconds(1)) }
            }
          }
        }
        pool.resume()
        let complaints = observe(pool, futures) { lane in
          switch lane.task?.activity {
          case nil, .unreported, .steps(0, 1), .steps(1_000_000, 1_000_000): nil
          case .wait(_, .nanoseconds(1)): nil
          case let other: "\(String(describing: other))"
          }
        }
        #expect(complaints.isEmpty, "\(complaints.count): \(complaints.prefix(3))")
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `busy time never runs backwards, however short the tasks`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let last = Promise<Void, any Error>()
        let thread = PlainThread {
          for _ in 0..<Load.scaled(4_000, soak: 100_000) {
            // One at a time, so that a worker is idle between two tasks.
            let future = pool.submit { () throws in }
            _ = future.endedOutcome
          }
          try? last.succeed(())
        }
        let complaints = observe(pool, [last.future]) { _ in nil }
        #expect(complaints.isEmpty, "\(complaints.count): \(complaints.prefix(3))")
        thread.join()
      }
    }
  }
}
