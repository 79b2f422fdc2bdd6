// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct RetiredTotalsTests {
    @Test func `what ended workers have done stays in the totals`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 4)
        let inside = Tally()
        let futures = (0..<4).map { number in
          pool.submit { () throws -> Int in
            inside.add()
            inside.wait(for: 4)
            if number == 0 { throw Mishap() }
            pauseThread(.milliseconds(5))
            return number
          }
        }
        for future in futures { _ = future.endedOutcome }
        let before = pool.snapshot()
        #expect(before.retired == WorkerTotals())
        #expect(before.totals.finished == 3 && before.totals.failed == 1)
        try pool.resize(to: 1)
        #expect(eventually { pool.snapshot().workers.count == 1 })
        let shrunk = pool.snapshot()
        #expect(shrunk.retired.finished + shrunk.retired.failed == 3)
        expectGrowth(from: before.totals, to: shrunk.totals)
        // Indices are used again, by workers that begin at zero.
        try pool.resize(to: 4)
        for _ in 0..<100 { _ = pool.submit {} }
        expectGrowth(from: shrunk.totals, to: pool.snapshot().totals)
        pool.shutdown()
        let end = pool.snapshot()
        #expect(end.workers.isEmpty && end.totals == end.retired)
        #expect(end.retired.finished == 103 && end.retired.failed == 1)
        #expect(end.retired.busy >= .milliseconds(15) && end.retired.cpu > .zero)
      }
    }

    private func expectGrowth(from old: WorkerTotals, to new: WorkerTotals) {
      for complaint in Self.fallen(from: old, to: new) { Issue.record("\(complaint)") }
    }

    /// What has become less.
    private static func fallen(from old: WorkerTotals, to new: WorkerTotals) -> [String] {
      var complaints: [String] = []
      if new.finished < old.finished { complaints.append("finished \(old.finished)") }
      if new.failed < old.failed { complaints.append("failed \(old.failed)") }
      if new.busy < old.busy { complaints.append("busy fell by \(old.busy - new.busy)") }
      if new.cpu < old.cpu { complaints.append("cpu fell by \(old.cpu - new.cpu)") }
      if new.queueWait < old.queueWait { complaints.append("queue wait \(old.queueWait)") }
      return complaints
    }

    @Test(.tags(.stress)) func `totals never fall while workers come and go`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 3)
        let isOver = Gate()
        let complaints = concurrently(3) { thread -> [String] in
          var complaints: [String] = []
          var random = SeededRandom(seed: 7)
          switch thread {
          case 0:
            for _ in 0..<Load.scaled(400, soak: 40_000) {
              try? pool.resize(to: 1 + random.below(6))
              for _ in 0..<20 { _ = pool.submit { _ = (0..<200).reduce(0, +) } }
            }
            isOver.open()
          default:
            var last = pool.snapshot().totals
            while !isOver.isOpen {
              let next = pool.snapshot().totals
              complaints += Self.fallen(from: last, to: next)
              last = next
            }
          }
          return complaints
        }.flatMap { $0 }
        #expect(complaints.isEmpty, "\(complaints.count): \(complaints.prefix(3))")
        let report = pool.shutdown()
        #expect(pool.snapshot().totals.finished == report.counts.finished)
      }
    }
  }
}
