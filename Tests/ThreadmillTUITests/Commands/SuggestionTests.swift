// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI

/// What errors propose.
struct SuggestionTests {
  private func error(_ line: String, _ context: CommandContext) -> CommandError? {
    guard case .failure(let error) = CommandParser.parse(line, context: context) else { return nil }
    return error
  }

  private static let wrong = [
    "", "fly", "x", "re", "p", "pool-map", "pool-map workers=3", "runn pool-map", "stpo", "stop it",
    "run", "run foo", "run pool", "run pool-sumbit", "run pool-sumbit wrokers=3", "run 9", "run ''",
    "run pool-map workers=9999", "run pool-map --workers 9999", "run pool-map tasks=0 workers=0",
    "run pool-map speed=slow", "run pool-map speed=3", "run pool-map workers=+1", "run pool-map -x",
    "run pool-map workers 8", "run pool-map wrokers 8 9", "run pool-map a b c", "run workers 'a b'",
    "set", "set workers", "set wor 3", "set wrokers 3", "set wrokers=3", "set --wrokers 3",
    "set tempo 3", "set workers 0", "set workers many", "set workers -9 9", "set workers 99999",
    "set size 5", "set size 1h", "set size -5ms x", "set speed slow", "set speed inf",
    "set work gpu",
    "set work xyz", "set rounds 2.5", "set workers /2 /2", "set workers x0", "set rounds +1",
    "view", "view foo", "view lgo", "view log run", "try", "try 0", "try 9", "try x", "try 1 2",
    "wait x", "wait 1 2", "list all", "list", "doctor", "script f", "redraw", "freeze", "resume",
    "restart", "again now", "help me", "run 'pool", "run pool\\", "--", "=", "set = 3",
  ]

  @Test func `every suggestion can be done where it is made`() {
    var contexts = Contexts.workbench
    for surface in [CommandContext.Surface.lineMode, .script, .arguments] {
      contexts += [Contexts.with(nil, surface), Contexts.running("pool-submit", surface)]
    }
    for (context, line) in contexts.flatMap({ context in Self.wrong.map { (context, $0) } }) {
      guard let error = error(line, context) else { continue }
      #expect(!error.message.contains("1...1 ") && !error.message.contains("1...1,"), "\(error)")
      guard let nearest = error.nearest else { continue }
      #expect(!nearest.hasPrefix("try"), "\(line): \(nearest)")
      let result = CommandParser.parse(nearest, context: context)
      #expect(throws: Never.self, "\(line): \(nearest)") { try result.get() }
    }
  }

  @Test func `suggestions are whole commands, and only near ones are made`() {
    let table: [(String, String?)] = [
      ("pool-map", "run pool-map"), ("fly", "help"), ("stpo", "stop"), ("stop it", "stop"),
      ("run foo", nil), ("run pool-sumbit", "run pool-submit"),
      ("run pool-sumbit workers=3", "run pool-submit workers=3"),
      ("run pool-map workers=9999", "run pool-map workers=4096"),
      ("run pool-map --wrokers=3", "run pool-map --workers=3"),
      ("run pool-map speed=slow", nil), ("set speed slow", nil), ("set speed 3", "set speed 2"),
      ("set speed 1e300", "set speed 10"), ("set speed inf", "set speed 10"),
      ("set tempo 3", nil), ("set wrokers=3", "set workers=3"),
      ("set workers 4.6", "set workers 5"),
      ("set workers 9k", "set workers 4096"), ("set work xyz", nil), ("view foo", nil),
      ("view lgo", "view log"), ("try 9", nil),
    ]
    for (line, nearest) in table {
      let error = error(line, Contexts.running("pool-submit"))
      #expect(error != nil && error?.nearest == nearest, "\(line): \(error?.nearest ?? "nothing")")
    }
  }

  @Test func `names that are not near are answered with those there are`() {
    let context = Contexts.running("pool-submit")
    let table = [
      ("view foo", "there is no view \"foo\" (views: browse, run, log)"),
      (
        "set tempo 3",
        "pool-submit has no knob \"tempo\": it has workers, size, tasks, work, rounds, speed"
      ),
      ("pool-map", "there is no command \"pool-map\": run pool-map starts this demo"),
    ]
    for (line, message) in table { #expect(error(line, context)?.message == message) }
    #expect(error("run foo", context)?.message.contains("demos: basic-threads, ") == true)
    #expect(error("run foo", context)?.message.contains("nearest") == false)
  }

  @Test func `one suggestion is no range`() {
    var context = Contexts.with("pool-submit")
    context.isEnded = true
    context.suggestionCount = 1
    #expect(error("try 3", context)?.message == "try takes no other than 1, got \"3\"")
    context.demos = Array(context.demos.prefix(1))
    #expect(error("run 3", context)?.message == "demo number must be 1, got \"3\"")
  }

  @Test func `a knob at the end of its range says so`() {
    let table: [(String, KnobValue, String, String)] = [
      ("workers", .int(4096), "+1", "workers is at its most, 4096"),
      ("workers", .int(4096), "x2", "workers is at its most, 4096"),
      ("workers", .int(1), "-1", "workers is at its fewest, 1"),
      ("workers", .int(1), "/2", "workers is at its fewest, 1"),
      ("size", .duration(.seconds(10)), "+1", "size is at its largest, 10 s"),
      ("size", .duration(.seconds(10)), "+1ms", "size is at its largest, 10 s"),
      ("size", .duration(.milliseconds(1)), "-1", "size is at its smallest, 1 ms"),
      ("speed", .choice("10"), "+1", "speed is at its fastest, 10"),
      ("speed", .choice("0.01"), "/2", "speed is at its slowest, 0.01"),
      ("work", .choice("cpu"), "+1", "work is at its last, cpu"),
      ("rounds", .unlimited, "+1", "rounds has no limit already"),
      ("rounds", .int(1), "-1", "rounds is at its fewest, 1"),
      ("workers", .int(7), "x1", "workers stays at 7 with \"x1\""),
    ]
    for (knob, value, step, message) in table {
      var context = Contexts.running("pool-submit")
      context.settings?[knob] = value
      let error = error("set \(knob) \(step)", context)
      #expect(error?.message == message)
      #expect(error?.nearest == nil)
    }
    var context = Contexts.running("pool-submit")
    context.settings?["workers"] = .int(4095)
    #expect(error("set workers +1", context) == nil)
  }

  @Test func `a turn that ends at the end of the range says so`() throws {
    let demo = try #require(Contexts.demos.first { $0.id == "pool-submit" })
    let table: [(String, KnobValue, KnobValue, String)] = [
      ("workers", .int(4), .int(4096), "workers 4 → 4096, the most"),
      ("workers", .int(4), .int(5), "workers 4 → 5"),
      ("workers", .int(4), .int(1), "workers 4 → 1, the fewest"),
      ("speed", .choice("5"), .choice("10"), "speed 5 → 10, the fastest"),
      ("work", .choice("wait"), .choice("cpu"), "work wait → cpu"),
      ("rounds", .int(1), .unlimited, "rounds 1 → inf"),
      ("tasks", .int(10), .int(100_000), "tasks 10 → 100000, the most (next run)"),
    ]
    for (name, old, new, text) in table {
      let knob = try #require(demo.knob(named: name))
      #expect(RunText.turn(knob, from: old, to: new, in: RunSnapshot()) == text)
    }
  }

  @Test func `a turn that does not act at once says when it does`() {
    let table: [(KnobTiming, isRunning: Bool, String)] = [
      (.live, true, "n 1 → 2"),
      (.nextRound, true, "n 1 → 2 (next round)"),
      (.nextRun, true, "n 1 → 2 (next run)"),
      (.live, false, "n 1 → 2 (next run)"),
      (.nextRound, false, "n 1 → 2 (next run)"),
    ]
    for (timing, isRunning, text) in table {
      let knob = Knob("n", "", kind: .int(0...9), seedValue: .int(1), timing: timing)
      let run = isRunning ? RunSnapshot() : nil
      #expect(RunText.turn(knob, from: .int(1), to: .int(2), in: run) == text)
    }
  }
}
