// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillTUI

struct CommandParserTests {
  private func run(_ demo: String?, _ pairs: (String, String)...) -> Command {
    .run(demo: demo, assignments: pairs.map { .init(knob: $0.0, value: $0.1) })
  }

  private func error(
    _ line: String,
    _ context: CommandContext = Contexts.running("pool-submit")
  ) -> CommandError? {
    guard case .failure(let error) = CommandParser.parse(line, context: context) else { return nil }
    return error
  }

  @Test func `run takes a demo and assignments in every spelling`() throws {
    let context = Contexts.with("basic-threads")
    let table: [(String, Command)] = [
      ("run", run(nil)),
      ("run workers=5", run(nil, ("workers", "5"))),
      ("run pool-submit", run("pool-submit")),
      (":run pool-submit workers=8", run("pool-submit", ("workers", "8"))),
      ("run pool-submit --workers 8", run("pool-submit", ("workers", "8"))),
      (
        "run --workers=8 pool-submit tasks=20",
        run("pool-submit", ("workers", "8"), ("tasks", "20"))
      ),
      ("run pool-s si=8s", run("pool-submit", ("size", "8s"))),
      ("run as", run("as-completed")),
      ("RUN Pool-Submit Workers=8", run("pool-submit", ("workers", "8"))),
      ("run \(number("pool-submit"))", run("pool-submit")),
      ("run pool-submit size='100 ms'", run("pool-submit", ("size", "100 ms"))),
      ("run -- pool-submit workers=2", run("pool-submit", ("workers", "2"))),
      (
        "start pool-map work=cpu rounds=inf speed=0.1",
        run("pool-map", ("work", "cpu"), ("rounds", "inf"), ("speed", "0.1"))
      ),
      ("  run\tpool-submit   # with a comment", run("pool-submit")),
    ]
    for (line, command) in table {
      #expect(try CommandParser.parse(line, context: context).get() == command, "\(line)")
    }
  }

  @Test func `set takes a knob and a value in every spelling`() throws {
    let context = Contexts.running("pool-submit")
    let table: [(String, String, String)] = [
      ("set workers 3", "workers", "3"), ("set workers=3", "workers", "3"),
      ("set workers = 3", "workers", "3"), ("set workers= 3", "workers", "3"),
      ("set r 3", "rounds", "3"), ("set --workers 3", "workers", "3"),
      ("set workers +1", "workers", "+1"), ("set workers -1", "workers", "-1"),
      ("set workers x2", "workers", "x2"), ("set workers /2", "workers", "/2"),
      ("set workers -- -1", "workers", "-1"), ("set -- workers -1", "workers", "-1"),
      ("set size 200ms", "size", "200ms"), ("set size 0.2 s", "size", "0.2 s"),
      ("set speed +1", "speed", "+1"), ("set rounds inf", "rounds", "inf"),
      ("set work cpu", "work", "cpu"),
    ]
    for (line, knob, value) in table {
      let command = try CommandParser.parse(line, context: context).get()
      #expect(command == .set(knob: knob, value: value), "\(line)")
    }
  }

  @Test func `short commands, prefixes and aliases`() throws {
    var context = Contexts.running("pool-submit")
    context.isPaused = true
    context.hasCard = true
    context.suggestionCount = 3
    let table: [(String, Command)] = [
      ("q", .quit), ("exit", .quit), ("qui", .quit), ("quit", .quit), ("x", .quit),
      ("stop", .stop), ("sto", .stop), ("pause", .pause), ("pa", .pause), ("resume", .resume),
      ("continue", .resume), ("freeze", .freeze), ("restart", .restart), ("again", .restart),
      ("try", .attempt(1)), ("try 3", .attempt(3)), ("view log", .view(.log)),
      ("view b", .view(.browse)), ("zoom heat", .zoom(.heat)),
      ("zo MIC", .zoom(.micro)), ("v 2", .view(.run)), ("help", .help(nil)), ("?", .help(nil)),
      ("help two words", .help("two words")), ("redraw", .redraw), ("suspend", .suspend),
    ]
    for (line, command) in table where line != "x" {
      #expect(try CommandParser.parse(line, context: context).get() == command, "\(line)")
    }
    #expect(error("x", context)?.code == .unknownCommand)
  }

  @Test func `line mode has its own commands, and numbers run demos`() throws {
    let context = Contexts.running("pool-submit", .lineMode)
    let table: [(String, Command)] = [
      ("list", .list), ("ls", .list), ("doctor", .doctor), ("wait", .wait(nil)),
      ("wait 2", .wait(.seconds(2))), ("wait 0.5", .wait(.milliseconds(500))),
      ("wait 250ms", .wait(.milliseconds(250))), ("wait 0", .wait(.zero)),
      (number("as-completed"), run("as-completed")),
      ("\(number("pool-submit")) workers=2", run("pool-submit", ("workers", "2"))),
    ]
    for (line, command) in table {
      #expect(try CommandParser.parse(line, context: context).get() == command, "\(line)")
    }
    #expect(error("view log", context)?.code == .unavailable)
    #expect(error("wait 2")?.code == .unavailable)
    let count = Contexts.demos.count
    #expect(error("\(count + 1)", context)?.message.contains("1...\(count)") == true)
  }

  /// What is typed to run that demo by its place in the menu.
  private func number(_ id: String) -> String {
    String(1 + (Contexts.demos.firstIndex { $0.id == id } ?? -1))
  }

  @Test func `mistakes name the value, the range and what comes nearest`() {
    let count = Contexts.demos.count
    let table: [(String, CommandError.Code, [String], String?)] = [
      ("set workers 0", .value, ["workers", "\"0\"", "1...4096"], "set workers 1"),
      ("set workers 99999", .value, ["\"99999\"", "1...4096"], "set workers 4096"),
      ("set workers 99999999999999999999", .value, ["1...4096"], "set workers 4096"),
      ("set workers many", .value, ["\"many\"", "1...4096"], nil),
      ("set workers", .missing, ["1...4096"], "set workers 4"),
      ("set", .missing, ["workers", "size"], "set workers 4"),
      ("set wrokers 3", .unknownName, ["\"wrokers\"", "workers"], "set workers 3"),
      ("set wor 3", .ambiguous, ["workers", "work"], "set workers 3"),
      ("set size 5", .value, ["1ms...10s", "unit"], "set size 5ms"),
      ("set size 0.2", .value, ["1ms...10s"], "set size 200ms"),
      ("set size 1h", .value, ["1ms...10s"], nil),
      ("set size 11s", .value, ["1ms...10s"], "set size 10s"),
      ("set size -5ms x", .value, ["1ms...10s"], "set size 1ms"),
      ("set work gpu", .value, ["wait, cpu"], "set work cpu"),
      ("set speed 3", .value, ["0.5, 1, 2"], "set speed 2"),
      ("run pool-submit workers=+1", .value, ["1...4096"], nil),
      (
        "run pool-submit --workers -1", .value, ["\"-1\"", "1...4096"],
        "run pool-submit --workers 1"
      ),
      ("run pool-submit --workers", .missing, ["--workers", "value"], nil),
      ("run pool-submit workers 8", .excess, ["workers=8"], "run pool-submit workers=8"),
      (
        "run pool-submit workers=2 workers=4", .excess,
        ["workers is given twice: \"2\" and \"4\""], nil
      ),
      ("run workers=2 size=1s --workers 2", .excess, ["workers is given twice"], nil),
      ("run pool-submit ta=2 tasks=4", .excess, ["tasks is given twice"], nil),
      ("run pool-submit -x", .unknownName, ["\"-x\""], nil),
      ("run pool-sumbit", .unknownName, ["\"pool-sumbit\"", "pool-submit"], "run pool-submit"),
      ("run pool", .ambiguous, ["pool-submit", "pool-map"], "run pool-submit"),
      ("run \(count + 1)", .value, ["1...\(count)", "\"\(count + 1)\""], nil),
      ("run ''", .unknownName, [], nil),
      ("re", .ambiguous, ["restart", "resume", "redraw"], "restart"),
      ("tour", .unknownCommand, ["\"tour\"", "help lists them"], "help"),
      ("stpo", .unknownCommand, ["stop"], "stop"),
      ("stop it", .excess, ["\"it\""], "stop"),
      ("view sideways", .unknownName, ["browse", "run", "log"], nil),
      ("view", .missing, ["browse"], nil),
      ("zoom", .missing, ["auto, lane, columns, micro or heat"], "zoom auto"),
      ("zoom 3", .value, ["zoom", "auto, lane, columns, micro or heat", "\"3\""], nil),
      ("zoom haet", .value, ["\"haet\""], "zoom heat"), ("zoom heat x", .excess, ["\"x\""], nil),
      ("try 9", .unavailable, ["suggest"], nil),
      ("", .missing, ["help"], "help"),
      ("run 'pool", .syntax, ["quote"], nil),
      ("run pool\\", .syntax, ["\\"], nil),
    ]
    for (line, code, parts, nearest) in table {
      guard let error = error(line) else {
        Issue.record("\(line) was accepted")
        continue
      }
      #expect(error.code == code, "\(line): \(error)")
      for part in parts { #expect(error.message.contains(part), "\(line): \(error)") }
      if let nearest { #expect(error.nearest == nearest, "\(line): \(error)") }
    }
  }

  @Test func `commands that make no sense now say why`() {
    let idle = Contexts.with("pool-submit")
    for line in ["stop", "pause", "resume", "freeze", "restart", "try"] {
      #expect(error(line, idle)?.code == .unavailable, "\(line)")
    }
    #expect(error("resume", Contexts.running("pool-submit"))?.message.contains("paused") == true)
    #expect(error("set workers 3", Contexts.with(nil))?.code == .unavailable)
    #expect(error("run workers=3", Contexts.with(nil))?.code == .missing)
    var carded = idle
    carded.isEnded = true
    carded.suggestionCount = 2
    #expect(error("try 3", carded)?.message.contains("1...2") == true)
  }

  @Test func `text of a command reads back as the same command`() throws {
    var random = SeededRandom(seed: 1)
    var context = Contexts.running("pool-submit", .lineMode)
    for _ in 0..<500 {
      let command = Self.randomCommand(&random)
      context.surface = Self.needsScreen(command) ? .workbench : .lineMode
      context.isPaused = command == .resume
      context.suggestionCount = 1000
      #expect(try CommandParser.parse(command.text, context: context).get() == command)
    }
  }

  private static func needsScreen(_ command: Command) -> Bool {
    switch command {
    case .view, .zoom, .freeze, .redraw, .suspend: true
    default: false
    }
  }

  private static func randomCommand(_ random: inout SeededRandom) -> Command {
    let values = [("workers", "17"), ("size", "12.5 ms"), ("rounds", "inf"), ("work", "cpu")]
    switch Int.random(in: 0..<13, using: &random) {
    case 0, 1, 2:
      let demo = ["pool-submit", "pool-map", nil].randomElement(using: &random) ?? nil
      let count = Int.random(in: 0...values.count, using: &random)
      return .run(
        demo: demo,
        assignments: values.shuffled(using: &random).prefix(count).map {
          .init(knob: $0.0, value: $0.1)
        }
      )
    case 3, 4:
      let (knob, value) = values.randomElement(using: &random) ?? values[0]
      return .set(knob: knob, value: value)
    case 5: return .attempt(Int.random(in: 1...1000, using: &random))
    case 12: return .zoom(ZoomLevel.allCases.randomElement(using: &random) ?? .auto)
    case 6: return .view(ViewName.allCases.randomElement(using: &random) ?? .run)
    case 7:
      let nanoseconds = Int64.random(in: 0...86_400_000_000_000, using: &random)
      return .wait(.nanoseconds(nanoseconds))
    case 8:
      return .help(
        ["stop", "a \"quoted\" word", "back\\slash", "#5", nil].randomElement(using: &random) ?? nil
      )
    default:
      let plain: [Command] = [
        .restart, .stop, .pause, .resume, .freeze, .list, .doctor, .redraw, .suspend, .quit,
        .wait(nil), .help(nil),
      ]
      return plain.randomElement(using: &random) ?? .quit
    }
  }

  @Test func `no input traps, and every error is one short line`() {
    var random = SeededRandom(seed: 2)
    let contexts = [
      Contexts.with(nil), Contexts.running("pool-submit"), Contexts.with("pool-map", .lineMode),
      Contexts.with(nil, .script), Contexts.with(nil, .arguments),
    ]
    let words = [
      "run", "set", "view", "try", "wait", "help", "pool-submit", "workers", "=", "--", "-1", "\"",
      "'", "\\", "#", "1e99", "inf", "+1", "x99999999999999999999", "/0", "\u{1B}[2J", "é",
      "\u{202E}",
      "size=", "=5", "--size", "👩‍👩‍👧", "0x10", "9223372036854775807", "-9223372036854775808", "nan",
    ]
    for round in 0..<6000 {
      let line =
        round.isMultiple(of: 2)
        ? String(
          decoding: (0..<Int.random(in: 0...40, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
          },
          as: UTF8.self
        )
        : (0..<Int.random(in: 0...6, using: &random))
          .map { _ in words.randomElement(using: &random) ?? "" }
          .joined(separator: Bool.random(using: &random) ? " " : "")
      let context = contexts[round % contexts.count]
      _ = Completion.candidates(for: line, context: context)
      guard case .failure(let error) = CommandParser.parse(line, context: context) else { continue }
      let isClean = error.message.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
      #expect(isClean, "\(line.debugDescription)")
      #expect(!error.message.isEmpty && error.message.count < 400, "\(line.debugDescription)")
    }
  }
}
