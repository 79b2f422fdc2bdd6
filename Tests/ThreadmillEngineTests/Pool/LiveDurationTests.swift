// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct LiveDurationTests {
    /// A pool of one whose task waits for `multiple` of `duration`.
    private func waiting(
      _ multiple: Double,
      of duration: LiveDuration,
      in pace: Pace
    ) throws -> (pool: ThreadPool, future: Future<Void, CancellationError>) {
      let pool = try ThreadPool(workers: 1, pace: pace)
      let future = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
        try context.sleep(multiple, of: duration)
      }
      let isWaiting = eventually { pool.snapshot().workers.first?.state == .waiting }
      #expect(isWaiting)
      return (pool, future)
    }

    private func activity(_ pool: ThreadPool) -> (share: Double, requested: Duration)? {
      guard let task = pool.snapshot().workers.first?.task,
        case .wait(_, let requested) = task.activity, let share = task.activity.fraction
      else { return nil }
      return (share, requested)
    }

    @Test func `a change keeps the elapsed share`() async throws {
      try await onThread {
        let pace = Pace()
        let size = pace.liveDuration(.seconds(10_000))
        let (pool, future) = try waiting(2, of: size, in: pace)
        pace.setSpeed(1000)
        // Twenty seconds in all, so that a machine that is away for a moment still finds it waiting.
        #expect(eventually { (activity(pool)?.share ?? 0) > 0.03 })
        // Frozen, so that the share stands still between two looks.
        pace.pause()
        #expect(eventually { pool.snapshot().workers.first?.isHeld == true })
        let before = try #require(activity(pool))
        #expect(before.requested == .seconds(20_000))
        for seconds in [10, 100_000, 1, 3000] {
          size.set(.seconds(seconds))
          #expect(size.value == .seconds(seconds))
          #expect(eventually { activity(pool)?.requested == .seconds(2 * seconds) })
          let after = try #require(activity(pool))
          #expect(abs(after.share - before.share) < 0.01, "\(before.share) became \(after.share)")
        }
        size.set(.milliseconds(1))
        pace.resume()
        #expect(future.endedOutcome.isSuccess)
        pool.shutdown()
      }
    }

    @Test(arguments: [Duration.zero, .seconds(-5)])
    func `shrinking to nothing ends the wait`(value: Duration) async throws {
      try await onThread {
        let pace = Pace()
        let size = pace.liveDuration(.seconds(3600))
        let (pool, future) = try waiting(1, of: size, in: pace)
        size.set(value)
        #expect(future.endedOutcome.isSuccess)
        pool.shutdown()
      }
    }

    @Test(arguments: [0, -1, Double.nan, -Double.infinity])
    func `multiples of nothing are over at once`(multiple: Double) async throws {
      try await onThread {
        let pace = Pace()
        let size = pace.liveDuration(.seconds(3600))
        let pool = try ThreadPool(workers: 1, pace: pace)
        let future = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
          try context.sleep(multiple, of: size)
        }
        #expect(future.endedOutcome.isSuccess)
        pool.shutdown()
      }
    }

    @Test(arguments: [Double.infinity, 1e300, 1e10])
    func `multiples beyond all bounds wait until they are stopped`(multiple: Double) async throws {
      try await onThread {
        let pace = Pace(speed: 1000)
        let size = pace.liveDuration(.seconds(Int64.max))
        let (pool, future) = try waiting(multiple, of: size, in: pace)
        size.set(.nanoseconds(Int64.max / 2))
        pool.shutdown(.cancel)
        #expect(future.endedOutcome.isCancellation)
      }
    }

    @Test func `growing makes a wait longer, shrinking shorter`() async throws {
      try await onThread {
        let pace = Pace()
        let size = pace.liveDuration(.milliseconds(100))
        let begin = MonotonicClock.now
        let (pool, future) = try waiting(1, of: size, in: pace)
        size.set(.seconds(3600))
        // On a machine that was away for as long, it may have been over before.
        let isInTime = MonotonicClock.now - begin < .milliseconds(100)
        pauseThread(.milliseconds(300))
        if isInTime { #expect(future.outcome == nil) }
        size.set(.milliseconds(1))
        #expect(future.endedOutcome.isSuccess)
        pool.shutdown()
      }
    }

    @Test(.tags(.stress)) func `no wait is lost while its duration dances`() async throws {
      try await onThread {
        let pace = Pace()
        let size = pace.liveDuration(.milliseconds(1))
        let pool = try ThreadPool(workers: 4, pace: pace)
        let futures = (0..<Load.scaled(500, soak: 50_000)).map { number in
          pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
            try context.sleep(Double(number % 5), of: size)
          }
        }
        var random = SeededRandom(seed: 3)
        var ended = 0
        while ended < futures.count {
          if futures[ended].outcome != nil { ended += 1 }
          size.set(.microseconds(random.below(500)))
        }
        #expect(futures.areAll(.finished))
        pool.shutdown()
      }
    }
  }
}
