// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct RetryPolicyTests {
    private func policy(
      _ attempts: Int,
      _ backoff: RetryBackoff = .none
    ) throws -> RetryPolicy<Mishap> {
      try RetryPolicy(maxAttempts: attempts, backoff: backoff)
    }

    @Test(arguments: [1, 2, 5])
    func `the last attempt is the last`(attempts: Int) throws {
      let policy = try policy(attempts)
      for attempt in 1...6 {
        let delay = policy.delay(afterAttempt: attempt, failure: Mishap(), seed: 0)
        #expect(delay == (attempt < attempts ? .zero : nil))
      }
      #expect(Array(policy.schedule(seed: 1)).count == attempts - 1)
    }

    @Test func `never is one attempt`() {
      let never = RetryPolicy<Mishap>.never
      #expect(never.maxAttempts == 1)
      #expect(never.delay(afterAttempt: 1, failure: Mishap(), seed: 0) == nil)
      #expect(never.delay(afterAttempt: .min, failure: Mishap(), seed: 0) == nil)
      #expect(Array(never.schedule(seed: 0)).isEmpty)
    }

    @Test func `an error that is not worth it ends it`() throws {
      let policy = try RetryPolicy<Mishap>(maxAttempts: 9) { $0.payload % 2 == 0 }
      #expect(policy.delay(afterAttempt: 1, failure: Mishap(payload: 2), seed: 0) == .zero)
      #expect(policy.delay(afterAttempt: 1, failure: Mishap(payload: 3), seed: 0) == nil)
    }

    @Test func `attempts without end are no list in memory`() throws {
      let policy = try policy(.max, .constant(.seconds(1)))
      #expect(
        policy.schedule(seed: 0).prefix(3).map { $0 } == Array(repeating: .seconds(1), count: 3)
      )
      #expect(policy.delay(afterAttempt: .max - 1, failure: Mishap(), seed: 0) == .seconds(1))
      #expect(policy.delay(afterAttempt: .max, failure: Mishap(), seed: 0) == nil)
    }

    @Test func `without jitter the delay doubles up to the cap`() throws {
      let backoff = RetryBackoff.exponential(
        base: .milliseconds(100),
        cap: .milliseconds(1_500),
        jitter: .none
      )
      let delays = Array(try policy(7, backoff).schedule(seed: 3))
      #expect(delays == [100, 200, 400, 800, 1_500, 1_500].map { .milliseconds($0) })
    }

    @Test func `another factor`() throws {
      let backoff = RetryBackoff.exponential(
        base: .seconds(2),
        factor: 1.5,
        cap: .seconds(60),
        jitter: .none
      )
      let delays = Array(try policy(5, backoff).schedule(seed: 0))
      #expect(delays == [2_000, 3_000, 4_500, 6_750].map { .milliseconds($0) })
    }

    @Test(arguments: RetryJitter.allCases)
    func `delays stay in their range, and a seed brings them back`(jitter: RetryJitter) throws {
      let backoff = RetryBackoff.exponential(
        base: .milliseconds(10),
        cap: .milliseconds(640),
        jitter: jitter
      )
      let policy = try policy(12, backoff)
      var random = SeededRandom(seed: 7)
      var sums = [Double](repeating: 0, count: 11)
      let rounds = 2_000
      for _ in 0..<rounds {
        let seed = random.next()
        let delays = Array(policy.schedule(seed: seed))
        #expect(delays == Array(policy.schedule(seed: seed)))
        for (retry, delay) in delays.enumerated() {
          let ceiling = min(Duration.milliseconds(640), .milliseconds(10 << retry))
          let floor =
            switch jitter {
            case .none: ceiling
            case .equal: ceiling / 2
            case .full: Duration.zero
            }
          #expect(floor <= delay && delay <= ceiling)
          sums[retry] += delay / ceiling
          #expect(policy.delay(afterAttempt: retry + 1, failure: Mishap(), seed: seed) == delay)
        }
      }
      // The mean of a uniform part, within five standard errors.
      let mean =
        switch jitter {
        case .none: 1.0
        case .equal: 0.75
        case .full: 0.5
        }
      for sum in sums { #expect(abs(sum / Double(rounds) - mean) < 0.033) }
    }

    @Test func `tasks with neighbouring seeds do not come back together`() throws {
      let backoff = RetryBackoff.exponential(base: .seconds(1), cap: .seconds(1))
      let delays = (0..<1_000).map { backoff.delay(retry: 0, seed: $0) }
      #expect(Set(delays).count == 1_000)
      // Each tenth of the time gets its share.
      let tenths = delays.map { Int($0 / .milliseconds(100)) }
      for tenth in 0..<10 { #expect((60...140).contains(tenths.count { $0 == tenth })) }
    }

    @Test(arguments: RetryJitter.allCases)
    func `delays at the ends of their range`(jitter: RetryJitter) throws {
      let longest = Duration.seconds(Int64.max)
      let backoff = RetryBackoff.exponential(
        base: .nanoseconds(1),
        factor: 1e300,
        cap: longest,
        jitter: jitter
      )
      _ = try policy(2, backoff)
      for retry in [Int.min, -1, 0, 1, 63, 64, 1_000_000, .max] {
        let delay = backoff.delay(retry: retry, seed: .max)
        #expect(.zero <= delay && delay <= .nanoseconds(Int64.max))
      }
      #expect(jitter.delay(.max, chance: 1.0.nextDown) >= .max / 2)
      #expect(jitter.delay(0, chance: 0.5) == 0)
      #expect(jitter.delay(1, chance: 0) == (jitter == .none ? 1 : 0))
    }

    @Test(arguments: [
      (0, RetryBackoff.none, "maxAttempts must be 1 or more, got 0"),
      (.min, .none, "maxAttempts must be 1 or more, got \(Int.min)"),
      (2, .constant(.seconds(-1)), "delay must be 0 s or more, got -1.0 seconds"),
      (2, .exponential(base: .zero, cap: .seconds(1)), "base must be above 0 s, got 0.0 seconds"),
      (
        2, .exponential(base: .seconds(1), factor: 0.5, cap: .seconds(2)),
        "factor must be 1 or more, got 0.5"
      ),
      (
        2, .exponential(base: .seconds(1), factor: .nan, cap: .seconds(2)),
        "factor must be 1 or more, got nan"
      ),
      (
        2, .exponential(base: .seconds(1), factor: .infinity, cap: .seconds(2)),
        "factor must be 1 or more, got inf"
      ),
      (
        2, .exponential(base: .seconds(3), cap: .seconds(2)),
        "cap must be 3.0 seconds or more, got 2.0 seconds"
      ),
    ])
    func `a number out of its range is refused in one sentence`(
      attempts: Int,
      backoff: RetryBackoff,
      text: String
    ) {
      let error = #expect(throws: PoolError.self) { try policy(attempts, backoff) }
      #expect(error?.code == .retry)
      #expect(error?.description == text)
    }
  }
}
