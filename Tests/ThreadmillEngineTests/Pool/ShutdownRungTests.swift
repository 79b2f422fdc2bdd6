// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Each rung of the ladder has its time, whoever climbs it.
  @Suite struct ShutdownRungTests {
    @Test func `a serial pool starts nothing more once the drain's time is over`() async throws {
      try await onThread {
        let pool = SerialPool()
        pool.pause()
        let ran = Tally()
        let futures = (0..<5).map { _ in
          pool.submit {
            pauseThread(.milliseconds(60))
            ran.add()
          }
        }
        let report = pool.shutdown(.drain(upTo: .milliseconds(20)))
        audit(report, of: pool)
        #expect(ran.value <= 1 && report.neverStarted == 5 - ran.value)
        #expect(Array(futures.dropFirst(ran.value)).areAll(.cancelled))
      }
    }

    @Test func `a serial pool whose tasks end in time is drained whole`() async throws {
      try await onThread {
        let pool = SerialPool()
        pool.pause()
        let futures = (0..<500).map { number in pool.submit { number } }
        let report = pool.shutdown(.drain(upTo: .seconds(3600)))
        audit(report, of: pool)
        #expect(report.neverStarted == 0 && futures.areAll(.finished))
      }
    }

    @Test(arguments: PoolKind.all)
    func `a task that shuts its pool down with a limit sees it kept`(kind: PoolKind) async throws {
      try await onThread {
        let pool = try kind.make()
        pool.pause()
        let reports = Monitor<[ShutdownReport]>([])
        let running = (0..<kind.workers).map { number in
          pool.submit { [pool] (context: borrowing WorkContext) throws(CancellationError) in
            if number == 0 {
              let report = pool.shutdown(.drain(upTo: .milliseconds(50)))
              reports.withLock { $0.append(report) }
            }
            try context.sleep(for: .seconds(3600))
          }
        }
        let queued = pool.submit {}
        pool.resume()
        for future in running { #expect(future.endedOutcome.isCancellation) }
        #expect(!queued.endedOutcome.isSuccess && queued.state == .cancelled)
        let report = reports.withLock { $0.first }
        #expect(report?.isComplete == false && report?.neverStarted == 0)
        audit(pool.shutdown(.drain), of: pool)
        #expect(eventually { ProcessFacts.threadCount(prefix: "shutdown") == 0 })
      }
    }

    @Test(arguments: PoolKind.all)
    func `a task that shuts its pool down for as long as it takes cancels nothing`(kind: PoolKind)
      async throws
    {
      try await onThread {
        let pool = try kind.make()
        pool.pause()
        let first = pool.submit { [pool] in pool.shutdown(.drain).isComplete }
        let later = (0..<20).map { number in pool.submit { number } }
        pool.resume()
        #expect(try first.wait() == false)
        for future in later { #expect(future.endedOutcome.isSuccess) }
        audit(pool.shutdown(.drain), of: pool)
      }
    }
  }
}
