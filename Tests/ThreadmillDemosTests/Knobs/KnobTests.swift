// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

@Suite struct KnobTests {
  private let workers = Knob("workers", "", kind: .int(1...64), seedValue: .int(3))
  private let rounds = Knob(
    "rounds",
    "",
    kind: .int(1...1000, unlimited: true),
    seedValue: .int(1)
  )
  private let size = Knob(
    "size",
    "",
    kind: .duration(.milliseconds(1) ... .seconds(10)),
    seedValue: .duration(.milliseconds(100))
  )
  private let speed = Knob(
    "speed",
    "",
    kind: .choice(["0.1", "0.5", "1", "2"]),
    seedValue: .choice("1")
  )
  private let strict = Knob("strict", "", kind: .bool, seedValue: .bool(true))

  @Test func `values are read`() throws {
    #expect(try workers.parse(" 12 ") == .int(12))
    #expect(try workers.parse("+12") == .int(12))
    #expect(try rounds.parse("1_000") == .int(1000))
    #expect(try rounds.parse("1k") == .int(1000))
    #expect(try rounds.parse("INF") == .unlimited)
    #expect(try rounds.parse("∞") == .unlimited)
    #expect(try size.parse("0.25s") == .duration(.milliseconds(250)))
    #expect(try speed.parse("1.0") == .choice("1"))
    #expect(try speed.parse(".5") == .choice("0.5"))
    #expect(try strict.parse("Off") == .bool(false))
  }

  @Test func `relative values count from the present one`() throws {
    #expect(try workers.parse("+1", current: .int(3)) == .int(4))
    #expect(try workers.parse("-2", current: .int(3)) == .int(1))
    #expect(try workers.parse("x2", current: .int(3)) == .int(6))
    #expect(try workers.parse("/2", current: .int(3)) == .int(1))
    #expect(try workers.parse("x2", current: .int(40)) == .int(64))
    #expect(
      try size.parse("+50ms", current: .duration(.milliseconds(100)))
        == .duration(.milliseconds(150))
    )
    #expect(
      try size.parse("-5s", current: .duration(.milliseconds(100))) == .duration(.milliseconds(1))
    )
    #expect(
      try size.parse("x2", current: .duration(.milliseconds(100))) == .duration(.milliseconds(200))
    )
    #expect(
      try size.parse("+1", current: .duration(.milliseconds(100))) == .duration(.milliseconds(200))
    )
    #expect(try speed.parse("+1", current: .choice("0.1")) == .choice("0.5"))
    #expect(try strict.parse("+1", current: .bool(true)) == .bool(false))
    #expect(try rounds.parse("x2", current: .int(1000)) == .unlimited)
  }

  @Test(arguments: [
    ("workers", "0", "workers must be 1...64, got 0"),
    ("workers", "", "workers must be 1...64, got nothing"),
    ("workers", "many", "workers must be 1...64, got many"),
    ("workers", "99999999999999999999", "workers must be 1...64, got 99999999999999999999"),
    ("workers", "inf", "workers must be 1...64, got inf"),
    ("workers", "-1", "workers must be 1...64, got -1"),
    ("workers", "1__", "workers must be 1...64, got 1__"),
    ("workers", "k", "workers must be 1...64, got k"),
    ("workers", "9999999999999999k", "workers must be 1...64, got 9999999999999999k"),
    ("rounds", "0", "rounds must be 1...1000 or inf, got 0"),
    ("size", "100", "size must be 1ms...10s with its unit (us, ms, s), got 100"),
    ("size", "11s", "size must be 1ms...10s with its unit (us, ms, s), got 11s"),
    ("speed", "3", "speed must be one of 0.1, 0.5, 1, 2, got 3"),
    ("strict", "maybe", "strict must be on or off, got maybe"),
  ]) func `bad values are refused in one sentence`(name: String, text: String, sentence: String) {
    let knob = [workers, rounds, size, speed, strict].first { $0.name == name } ?? workers
    let error = #expect(throws: KnobError.self) { try knob.parse(text) }
    #expect(error?.description == sentence)
  }

  @Test func `a step that cannot move is refused`() {
    let top = #expect(throws: KnobError.self) { try workers.parse("+1", current: .int(64)) }
    #expect(top?.description == "workers must be 1...64, got +1 from 64")
    #expect(throws: KnobError.self) { try workers.parse("/2", current: .int(1)) }
    #expect(throws: KnobError.self) { try speed.parse("+1", current: .choice("2")) }
  }

  @Test func `steps are clamped to the range`() {
    #expect(workers.stepped(.int(3), .more(1)) == .int(4))
    #expect(workers.stepped(.int(1), .fewer(5)) == .int(1))
    #expect(workers.stepped(.int(60), .times(2)) == .int(64))
    #expect(workers.stepped(.int(5), .over(2)) == .int(2))
    #expect(workers.stepped(.int(5), .more(.max)) == .int(64))
    #expect(workers.stepped(.int(5), .over(0)) == .int(5))
    #expect(rounds.stepped(.int(1000), .more(1)) == .unlimited)
    #expect(rounds.stepped(.unlimited, .fewer(1)) == .int(10))
    #expect(rounds.stepped(.unlimited, .times(2)) == .unlimited)
    #expect(speed.stepped(.choice("2"), .more(9)) == .choice("2"))
    #expect(strict.stepped(.bool(true), .fewer(1)) == .bool(false))
    #expect(strict.stepped(.bool(true), .more(2)) == .bool(true))
  }

  @Test func `durations step through 1, 2 and 5`() {
    let up = [100, 200, 500, 1000, 2000, 5000, 10_000, 10_000].map {
      KnobValue.duration(.milliseconds($0))
    }
    for (from, to) in zip(up, up.dropFirst()) { #expect(size.stepped(from, .more(1)) == to) }
    #expect(size.stepped(.duration(.milliseconds(150)), .fewer(1)) == .duration(.milliseconds(100)))
    #expect(size.stepped(.duration(.milliseconds(1)), .fewer(1)) == .duration(.milliseconds(1)))
    #expect(
      size.stepped(.duration(.milliseconds(25)), .over(2)) == .duration(.microseconds(12_500))
    )
    #expect(size.stepped(.duration(.seconds(9)), .times(.max)) == .duration(.seconds(10)))
  }

  @Test func `a value of another kind does not move`() {
    #expect(workers.stepped(.choice("wait"), .more(1)) == .choice("wait"))
    #expect(!workers.allows(.duration(.zero)))
    #expect(!workers.allows(.unlimited))
    #expect(rounds.allows(.unlimited))
  }

  @Test func `texts are for the eye and inputs for the command line`() {
    #expect(size.text(.duration(.milliseconds(100))) == "100 ms")
    #expect(size.input(.duration(.milliseconds(100))) == "100ms")
    #expect(rounds.text(.unlimited) == "∞")
    #expect(rounds.input(.unlimited) == "inf")
    #expect(workers.rangeText == "1...64")
    #expect(rounds.rangeText == "1...1000 or inf")
    #expect(size.rangeText == "1ms...10s")
    #expect(speed.rangeText == "0.1|0.5|1|2")
    #expect(strict.rangeText == "on|off")
  }

  @Test func `names are lower case letters`() {
    #expect(Knob.isValidName("workers"))
    for name in ["", "Workers", "work-ers", "work1", "wörk", "a b"] {
      #expect(!Knob.isValidName(name))
    }
  }
}
