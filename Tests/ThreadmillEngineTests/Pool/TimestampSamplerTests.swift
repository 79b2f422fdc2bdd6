// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct TimestampSamplerTests {
    /// How many of the next `count` tasks are timed, each of them `service` nanoseconds long.
    private func timed(_ sampler: inout TimestampSampler, of count: Int, service: Int64) -> Int {
      (0..<count).count { _ in
        guard sampler.shouldTime() else { return false }
        sampler.note(service: service)
        return true
      }
    }

    @Test func `long tasks are all timed`() {
      var sampler = TimestampSampler()
      #expect(timed(&sampler, of: 1_000, service: 50_000) == 1_000)
      #expect(sampler.stride == 1)
    }

    @Test func `tasks under 10 microseconds are timed one in 16`() {
      var sampler = TimestampSampler()
      #expect(timed(&sampler, of: 1 + 16 * 100, service: 5_000) == 101)
      #expect(sampler.stride == 16)
    }

    @Test func `tasks under 1 microsecond are timed one in 64`() {
      var sampler = TimestampSampler()
      #expect(timed(&sampler, of: 1 + 64 * 100, service: 300) == 101)
      #expect(sampler.stride == 64)
    }

    @Test func `tasks that become long are all timed again soon`() {
      var sampler = TimestampSampler()
      _ = timed(&sampler, of: 1_000, service: 300)
      #expect(timed(&sampler, of: 200, service: 50_000) > 100)
      #expect(sampler.stride == 1)
    }

    @Test(arguments: [300, 5_000] as [Int64])
    func `one long task that was timed by chance has all that follow timed`(short: Int64) {
      var sampler = TimestampSampler()
      _ = timed(&sampler, of: 200, service: short)
      while !sampler.shouldTime() {}
      sampler.note(service: 15_000_000)
      #expect(sampler.stride == 1)
      #expect(timed(&sampler, of: 5, service: 15_000_000) == 5)
    }

    @Test func `after an idle time the next task is timed`() {
      var sampler = TimestampSampler()
      _ = timed(&sampler, of: 100, service: 300)
      sampler.reset()
      let isTimed = sampler.shouldTime()
      #expect(isTimed)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `the stride stays a power of two that its pool can work with`(seed: UInt64) {
      var random = SeededRandom(seed: seed)
      var sampler = TimestampSampler()
      for _ in 0..<5_000 {
        if sampler.shouldTime() { sampler.note(service: Int64(random.below(40_000))) }
        if random.chance(2) { sampler.reset() }
        #expect((1...64).contains(sampler.stride))
        #expect(sampler.stride & (sampler.stride - 1) == 0)
      }
    }
  }
}
