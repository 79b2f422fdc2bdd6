// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillTUI

/// How numbers and durations are written.
struct NumbersTests {
  @Test func `a share that is there is not said to be none`() {
    #expect(
      [0, 0.000_1, 0.009, 0.01, 0.999, 1].map { Numbers.percent($0) } == [
        "0%", "<1%", "<1%", "1%", "99%", "100%",
      ]
    )
  }

  @Test(arguments: [
    (640, "640 ns"), (4_100, "4.1 µs"), (41_000, "41 µs"), (1_240_000, "1.2 ms"),
    (42_000_000, "42 ms"), (420_000_000, "0.4 s"), (1_960_000_000, "1.9 s"),
    (125_000_000_000, "2 min 5 s"), (7_260_000_000_000, "2 h 1 min"), (-5, "0 ns"),
  ])
  func `an age is cut, not rounded`(_ nanoseconds: Int64, _ text: String) {
    #expect(Numbers.age(.nanoseconds(nanoseconds)) == text)
  }

  @Test(arguments: [
    (41_000, "41 µs"), (1_240_000, "1.2 ms"), (12_400_000, "12 ms"), (296_000_000, "0.30 s"),
    (996_000_000, "1.0 s"), (2_960_000_000, "3.0 s"), (123_400_000_000, "123 s"),
  ])
  func `a measured time is rounded`(_ nanoseconds: Int64, _ text: String) {
    #expect(Numbers.time(.nanoseconds(nanoseconds)) == text)
  }

  @Test func `a part is in the unit of the whole`() {
    #expect(Numbers.part(.milliseconds(420), of: .seconds(1)) == "0.42 of 1.0 s")
    #expect(Numbers.part(.milliseconds(42), of: .milliseconds(100)) == "42 of 100 ms")
    #expect(Numbers.part(.seconds(4), of: .seconds(12)) == "4.0 of 12 s")
    #expect(Numbers.part(.milliseconds(99), of: .milliseconds(250)) == "0.09 of 0.25 s")
    #expect(Numbers.part(.seconds(9), of: .seconds(1)) == "1.00 of 1.0 s")
    #expect(Numbers.part(131, of: 200) == "131 of 200")
    #expect(Numbers.part(1_231_000, of: 5_000_000) == "1.2 of 5.0 M")
  }

  @Test func `no value traps`() {
    for value in [Duration.seconds(Int64.max), .seconds(Int64.min), .zero] {
      _ = Numbers.age(value)
      _ = Numbers.time(value)
      _ = Numbers.clock(value)
      _ = Numbers.part(value, of: value)
    }
    for value in [Int.min, -1, 0, 1, 99_999, 100_000, Int.max] {
      _ = Numbers.compact(value)
      _ = Numbers.part(value, of: value)
    }
    for value in [Double.nan, .infinity, -.infinity, 1e300, -0.0] {
      _ = Numbers.fixed(value, 2)
      _ = Numbers.percent(value)
    }
  }

  @Test func `rounds share one unit`() {
    let times: [Duration] = [.seconds(3), .milliseconds(3_010), .seconds(2), .seconds(1)]
    #expect(RoundStrip(times, width: 40).text == "3.0 3.0 2.0 1.0 s")
    #expect(RoundStrip(times, width: 11).text == "2.0 1.0 s")
    #expect(RoundStrip([.milliseconds(300), .milliseconds(204)], width: 40).text == "0.30 0.20 s")
    #expect(RoundStrip([.seconds(6), .milliseconds(13)], width: 40).text == "6.0 0.013 s")
    #expect(RoundStrip([], width: 40).text == "µs")
  }
}
