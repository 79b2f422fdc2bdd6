// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  /// The CPU time of workers whose clock is not asked while they sleep.
  @Suite struct SleepingCPUTests {
    /// Computes until its own thread has received so much.
    private static func compute(_ time: Duration) {
      let end = ProcessFacts.threadCPU + time
      while ProcessFacts.threadCPU < end {}
    }

    /// Pictures enough for the clock to be known to stand.
    private static func cpu(of pool: ThreadPool) -> Duration {
      for _ in 0..<4 { _ = pool.snapshot() }
      return pool.snapshot().workers.first?.cpu ?? .zero
    }

    @Test func `what is computed between two sleeps is shown`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        var shown = Self.cpu(of: pool)
        for _ in 0..<3 {
          let task = pool.submit { Self.compute(.milliseconds(4)) }
          _ = try task.wait()
          #expect(eventually { pool.snapshot().workers[0].state == .idle })
          let now = Self.cpu(of: pool)
          #expect(now >= shown + .milliseconds(4))
          shown = now
        }
        pool.shutdown()
      }
    }

    @Test func `what is computed between two waits of a task is shown`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        let task = pool.submit { context in
          for _ in 0..<3 {
            try context.sleep(for: .milliseconds(30))
            Self.compute(.milliseconds(4))
          }
          try context.sleep(for: .seconds(60))
        }
        #expect(eventually { Self.cpu(of: pool) >= .milliseconds(12) })
        task.cancel()
        pool.shutdown(.cancel)
      }
    }

    @Test func `what a callback computes is shown, though it slept before`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        let (isInside, mayCompute, isOver) = (Gate(), Gate(), Gate())
        let (mayStart, mayReturn) = (Gate(), Gate())
        pool.submit { mayStart.wait() }
          .onCompletion { _ in
            isInside.open()
            mayCompute.wait()
            Self.compute(.milliseconds(4))
            isOver.open()
            mayReturn.wait()
          }
        mayStart.open()
        isInside.wait()
        pauseThread(.milliseconds(20))
        let asleep = Self.cpu(of: pool)
        mayCompute.open()
        isOver.wait()
        #expect(Self.cpu(of: pool) >= asleep + .milliseconds(4))
        mayReturn.open()
        pool.shutdown()
      }
    }
  }
}
