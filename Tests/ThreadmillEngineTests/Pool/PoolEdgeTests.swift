// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Synchronization
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Interleavings that go wrong easily, played on purpose.
  @Suite struct PoolEdgeTests {
    @Test func `a map that is cancelled wakes the last worker, which waits for its count`()
      async throws
    {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        let (inside, gate) = (Tally(), Gate())
        let running = pool.submit {
          inside.add()
          gate.wait()
        }
        inside.wait(for: 1)
        // Runs on the thread that cancels, before that comes to the map behind it.
        pool.submit { 0 }.onCompletion { _ in
          gate.open()
          _ = running.endedOutcome
          pauseThread(.milliseconds(50))
        }
        let mapper = PlainThread { _ = try? pool.map(0..<4, chunkSize: 1) { $0 } }
        #expect(eventually { pool.snapshot().counts.submitted == 6 })
        let report = pool.shutdown(.cancel(upTo: .seconds(5)))
        mapper.join()
        audit(report, of: pool)
        #expect(report.neverStarted == 5 && report.counts.finished == 1)
      }
    }

    @Test func `a map whose serial pool runs out of time ends as cancelled`() async throws {
      try await onThread {
        let pool = SerialPool()
        pool.pause()
        let outcome = Monitor<TaskError<Never>?>(nil)
        let mapper = PlainThread {
          do throws(TaskError<Never>) {
            _ = try pool.map(0..<2, chunkSize: 1) { _ in pauseThread(.milliseconds(100)) }
          } catch { outcome.withLock { $0 = error } }
        }
        #expect(eventually { pool.snapshot().counts.submitted == 2 })
        let report = pool.shutdown(.drain(upTo: .milliseconds(50)))
        audit(report, of: pool)
        let isOver = eventually { outcome.withLock { $0 } == .cancelled }
        #expect(isOver)
        if isOver { mapper.join() }
        #expect(report.neverStarted == 1 && report.counts.finished == 1)
      }
    }

    @Test(.enabled(if: !Load.isSanitized))
    func `large outcomes are freed`() async throws {
      typealias Large = (Int, Int, Int, Int, Int)
      try await onThread {
        func settle(_ times: Int) {
          for number in 0..<times {
            _ = Future<Large, Never>(.success((number, 0, 0, 0, 0)))
          }
        }
        settle(1_000)
        let before = ProcessFacts.residentBytes
        settle(200_000)
        // It used to be 20 MB.
        #expect(ProcessFacts.residentBytes - before < 4 << 20)
      }
    }

    /// What a thread can see without a wake.
    private final class Flag: Sendable {
      private let word = Atomic(false)
      var isUp: Bool { word.load(ordering: .relaxed) }
      func raise() { word.store(true, ordering: .relaxed) }
    }

    @Test func `a task waits in no hand while another worker sleeps`() async throws {
      try await onThread {
        for _ in 0..<Load.scaled(20, soak: 200) {
          let pool = try ThreadPool(workers: 3)
          let (inside, reached, end) = (Tally(), Gate(), Flag())
          // So brief that tasks are dealt.
          let brief = (0..<5_000).map { _ in pool.submit {} }
          let stopper = pool.submit {
            inside.add()
            while !end.isUp {}
          }
          inside.wait(for: 1)
          for future in brief { _ = future.endedOutcome }
          #expect(eventually { pool.snapshot().counts.running == 1 })
          pool.pause()
          let first = pool.submit { reached.wait() }
          let second = pool.submit { reached.open() }
          let rest = (0..<9).map { _ in pool.submit {} }
          let last = pool.submit { reached.wait() }
          for future in rest { #expect(future.cancel()) }
          pool.resume()
          // Its worker comes before the one that sleeps.
          end.raise()
          for future in [stopper, first, second, last] {
            #expect(try future.wait(upTo: .seconds(10) * Load.patience) != nil)
          }
          reached.open()
          audit(pool.shutdown(), of: pool)
        }
      }
    }
  }
}
