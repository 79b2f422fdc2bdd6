// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct TimestampGapTests {
    private func sampling() -> TimestampSampler {
      var sampler = TimestampSampler()
      for _ in 0..<200 where sampler.shouldTime() { sampler.note(service: 300) }
      return sampler
    }

    @Test func `after a long time without a timestamp every task is timed`() {
      var sampler = sampling()
      #expect(sampler.stride == 64)
      let isTimed = sampler.shouldTime(after: 4_000_000)
      #expect(isTimed && sampler.stride == 1)
      for _ in 0..<100 {
        let isTimed = sampler.shouldTime()
        sampler.note(service: 1_000_000)
        #expect(isTimed && sampler.stride == 1)
      }
    }

    @Test func `a short time changes nothing`() {
      var sampler = sampling()
      for gap in [Int64.min, -1, 0, 1, 640_000, 3_999_999] {
        let isTimed = sampler.shouldTime(after: gap)
        #expect(!isTimed && sampler.stride == 64)
      }
    }

    @Test func `tasks that are short again are sampled again`() {
      var sampler = sampling()
      _ = sampler.shouldTime(after: .max)
      var timed = 0
      for _ in 0..<6_400 where sampler.shouldTime() {
        timed += 1
        sampler.note(service: 300)
      }
      #expect(timed <= 102 && sampler.stride == 64)
    }
  }
}
