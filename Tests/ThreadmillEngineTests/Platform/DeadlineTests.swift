// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct DeadlineTests {
    @Test(arguments: [
      (Duration.seconds(1), Int64(1_000_000_000)), (.nanoseconds(-7), -7), (.zero, 0),
      (.seconds(Int64.max), .max), (.seconds(Int64.min), .min), (.nanoseconds(Int64.max), .max),
    ]) func `durations become whole nanoseconds, saturating`(duration: Duration, expected: Int64) {
      #expect(duration.wholeNanoseconds == expected)
    }

    @Test func `a limit that has passed has passed, one that cannot come does not`() {
      #expect(Deadline(after: Duration.zero).hasPassed)
      #expect(Deadline(after: Duration.seconds(-1)).hasPassed)
      #expect(Deadline(after: Duration.seconds(Int64.min)).hasPassed)
      #expect(!Deadline(after: Duration.seconds(3600)).hasPassed)
      #expect(Deadline(after: Duration.seconds(Int64.max)).nanoseconds == .max)
      #expect(Deadline(after: Optional<Duration>.none) == nil)
    }

    @Test func `the clock only goes forward`() {
      var last = MonotonicClock.now
      for _ in 0..<10_000 {
        let now = MonotonicClock.now
        #expect(now >= last)
        last = now
      }
    }
  }
}
