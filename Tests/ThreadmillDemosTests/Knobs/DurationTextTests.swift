// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

@Suite struct DurationTextTests {
  @Test(arguments: [
    ("100ms", Duration.milliseconds(100)), ("0.1s", .milliseconds(100)),
    (".1s", .milliseconds(100)),
    ("250us", .microseconds(250)), ("250 µs", .microseconds(250)), ("7ns", .nanoseconds(7)),
    ("12.5ms", .microseconds(12_500)), ("1.s", .seconds(1)), ("0s", .zero), ("2 S", .seconds(2)),
    ("1.0000000019s", .nanoseconds(1_000_000_001)),
  ]) func `durations are read exactly`(text: String, duration: Duration) {
    #expect(DurationText.parse(text) == duration)
  }

  @Test(arguments: [
    "", "s", "100", "ms", ".s", "1.2.3s", "-1s", "1 m", "1e3ms", "99999999999999999999s",
    "9999999999999s", "１s", "1s1s",
  ]) func `what is no duration is refused`(text: String) {
    #expect(DurationText.parse(text) == nil)
  }

  @Test(arguments: [
    Duration.zero, .nanoseconds(1), .nanoseconds(999), .microseconds(1), .nanoseconds(1_562_500),
    .milliseconds(100), .seconds(1), .nanoseconds(1_234_567_891), .seconds(3600),
  ]) func `the exact form is read back`(duration: Duration) {
    #expect(DurationText.parse(DurationText.exact(duration)) == duration)
  }

  @Test(arguments: [
    (Duration.milliseconds(100), "100 ms"), (.microseconds(12_500), "12.5 ms"),
    (.nanoseconds(1_562_500), "1.563 ms"), (.seconds(1), "1 s"), (.milliseconds(1_050), "1.05 s"),
    (.microseconds(250), "250 µs"), (.zero, "0 ms"), (.nanoseconds(999_999_999), "1000 ms"),
  ]) func `the short form is rounded`(duration: Duration, text: String) {
    #expect(DurationText.short(duration) == text)
  }

  @Test func `seconds are written as the seed prints them`() {
    #expect(DurationText.seconds(.milliseconds(301), digits: 2) == "0.30")
    #expect(DurationText.seconds(.milliseconds(305), digits: 2) == "0.31")
    #expect(DurationText.seconds(.seconds(12), digits: 2) == "12.00")
    #expect(DurationText.seconds(.milliseconds(1_996), digits: 2) == "2.00")
    #expect(DurationText.seconds(.milliseconds(1_600), digits: 0) == "2")
    #expect(DurationText.seconds(.milliseconds(300)) == "0.3")
    #expect(DurationText.seconds(.milliseconds(100)) == "0.1")
    #expect(DurationText.seconds(.seconds(1)) == "1.0")
  }
}
