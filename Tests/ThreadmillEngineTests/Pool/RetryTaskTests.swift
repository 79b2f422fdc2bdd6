// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct RetryTaskTests {
    @Test(arguments: PoolKind.all)
    func `a task is tried until it succeeds`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let attempts = Monitor<[Int]>([])
        let future = pool.submit(retry: try RetryPolicy<Mishap>(maxAttempts: 5)) {
          (context: borrowing WorkContext) throws(Mishap) -> Int in
          let attempt = context.attempt
          attempts.withLock { $0.append(attempt) }
          if attempt < 3 { throw Mishap(payload: attempt) }
          return attempt * 10
        }
        #expect(try future.wait() == 30)
        #expect(attempts.withLock { $0 } == [1, 2, 3])
        #expect(pool.snapshot().counts.finished == 1)
      }
    }

    @Test(arguments: PoolKind.all)
    func `the last failure is the task's, and some are not worth another try`(kind: PoolKind)
      async throws
    {
      try await withPool(kind) { pool in
        let policy = try RetryPolicy<Mishap>(maxAttempts: 4) { $0.payload != 2 }
        func failure(stopAt: Int) -> TaskError<Mishap>? {
          let future = pool.submit(retry: policy) {
            (context: borrowing WorkContext) throws(Mishap) -> Int in
            throw Mishap(payload: min(context.attempt, stopAt))
          }
          do throws(TaskError<Mishap>) {
            _ = try future.wait()
            return nil
          } catch {
            return error
          }
        }
        #expect(failure(stopAt: 9) == .failed(Mishap(payload: 2)))
        #expect(failure(stopAt: 1) == .failed(Mishap(payload: 1)))
        #expect(pool.snapshot().counts.failed == 2)
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `a task that is asked to stop is not tried again`(kind: PoolKind) async throws {
      try await onThread {
        let pace = Pace()
        let pool = try kind.make(pace: pace)
        let attempts = Tally()
        let policy = try RetryPolicy<Mishap>(maxAttempts: 100, backoff: .constant(.seconds(60)))
        let future = pool.submit(retry: policy) {
          (_: borrowing WorkContext) throws(Mishap) -> Int in
          attempts.add()
          throw Mishap(payload: 1)
        }
        attempts.wait(for: 1)
        pace.stop()
        #expect(throws: TaskError<Mishap>.failed(Mishap(payload: 1))) { try future.wait() }
        #expect(attempts.value == 1)
        audit(pool.shutdown(.drain), of: pool)
      }
    }
  }
}
