// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillTUI
import ThreadmillTerminal

struct ArgumentParserTests {
  private func parse(_ line: String) -> Result<Invocation, CommandError> {
    ArgumentParser.parse(line.split(separator: " ").map(String.init))
  }

  private func run(
    _ demo: String,
    _ pairs: [(String, String)] = [],
    json: Bool = false,
    events: String? = nil
  ) -> Invocation.Action {
    let assignments = pairs.map { Command.Assignment(knob: $0.0, value: $0.1) }
    return .run(.init(demo: demo, assignments: assignments, json: json, eventsPath: events))
  }

  @Test func `commands and options in any order`() throws {
    let table: [(String, Invocation.Action)] = [
      ("", .workbench), ("--plain", .workbench), ("--ascii --color never", .workbench),
      ("list", .list(json: false)), ("list --json", .list(json: true)),
      ("--json list", .list(json: true)),
      ("ls", .list(json: false)), ("doctor", .doctor), ("--reset-terminal", .resetTerminal),
      ("--version", .version), ("-V", .version), ("--help", .help(nil)), ("-h", .help(nil)),
      ("help", .help(nil)), ("help run", .help("run")), ("run --help", .help("run")),
      ("set --help", .help("set")),
      ("run pool-submit", run("pool-submit")),
      ("run pool-submit --json", run("pool-submit", json: true)),
      ("--json run pool-submit", run("pool-submit", json: true)),
      (
        "run pool-submit workers=8 --tasks 20 --json",
        run("pool-submit", [("workers", "8"), ("tasks", "20")], json: true)
      ),
      (
        "run --workers=8 pool-submit --events /tmp/e",
        run("pool-submit", [("workers", "8")], events: "/tmp/e")
      ),
      (
        "run pool-submit --events=e --size 200ms",
        run("pool-submit", [("size", "200ms")], events: "e")
      ),
      ("run pool-submit -- workers=2", run("pool-submit", [("workers", "2")])),
      ("script f", .script(.init(path: "f"))), ("script -", .script(.init(path: "-"))),
      ("script f --size 80x24 --clock real", .script(.init(path: "f", columns: 80))),
      ("--size 120X40 script f", .script(.init(path: "f", columns: 120))),
    ]
    for (line, action) in table {
      #expect(try parse(line).get().action == action, "\(line)")
    }
  }

  @Test func `display options are kept, the environment asks for line mode`() throws {
    let display = try parse("--plain --ascii --color=always").get().display
    #expect(display.isPlain)
    #expect(display.terminal == TerminalOptions(color: .always, glyphs: .ascii))
    #expect(try parse("list --unicode").get().display.terminal.glyphs == .unicode)
    for (value, isPlain) in [("1", true), ("yes", true), ("0", false), ("", false)] {
      let result = ArgumentParser.parse([], environment: { $0 == "TM_PLAIN" ? value : nil })
      #expect(try result.get().display.isPlain == isPlain)
    }
  }

  @Test func `mistakes name the option, the value and what is allowed`() {
    let table: [(String, [String])] = [
      ("run", ["run needs a demo", "pool-submit"]),
      ("run workers=3", ["run needs a demo"]),
      ("run pool-submit workers=0", ["workers", "\"0\"", "1...4096"]),
      ("run pool-submit --workers -1", ["workers", "\"-1\"", "1...4096"]),
      ("run pool-submit --workers", ["--workers", "value", "1...4096"]),
      ("run --size basic-threads --workers", ["run needs a demo"]),
      ("run pool-submit --jsn 1", ["--jsn", "nearest is --json"]),
      ("run pool-submit --jsno", ["--jsno", "nearest is --json"]),
      ("run --evnts x pool-submit", ["--evnts", "nearest is --events"]),
      ("run pool-submit --wrokers=3", ["--wrokers", "nearest is --workers"]),
      ("run pool-submit --frob 3", ["--frob", "knobs are workers, size"]),
      ("run pool-submit --wor 3", ["\"wor\"", "workers, work"]),
      ("--help nosuch", ["\"nosuch\"", "commands: run"]), ("help nosuch", ["\"nosuch\""]),
      ("nosuch --help", ["\"nosuch\""]), ("help pool-mapp", ["\"pool-mapp\""]),
      ("run pool-submit --json=1", ["--json", "no value"]),
      ("run pool-submit --events", ["--events", "FILE"]),
      ("run pool-submit --events=", ["--events", "file"]),
      ("run nothing", ["\"nothing\"", "pool-submit"]),
      ("tour", ["\"tour\"", "commands: run, list"]), ("guide", ["\"guide\"", "commands"]),
      ("--print-config", ["--print-config", "--help lists them"]), ("-x", ["\"-x\""]),
      ("list all", ["\"all\""]), ("doctor --json", ["--json", "list and run"]),
      ("script", ["FILE"]), ("script a b", ["\"b\""]),
      ("script f --clock virtual", ["--clock", "\"virtual\"", "real"]),
      ("script f --size 80", ["--size", "\"80\"", "1x1...500x200"]),
      ("script f --size 0x0", ["--size", "1x1...500x200"]),
      ("script f --size", ["--size", "CxR"]),
      ("--color pink", ["--color", "\"pink\"", "always"]), ("--color", ["--color", "value"]),
      ("set workers 3", ["set", "full screen"]), ("wait 3", ["wait"]), ("quit", ["quit"]),
      ("--reset-terminal now", ["\"now\""]),
      ("run pool-submit workers=2 workers=4", ["workers is given twice: \"2\" and \"4\""]),
      ("run pool-submit --workers 2 workers=2", ["workers is given twice: \"2\" and \"2\""]),
      ("run pool-submit --json --json", ["--json is given twice"]),
      ("--json list --json", ["--json is given twice"]),
      ("run pool-submit --events a --events=b", ["--events is given twice"]),
      ("--color never list --color 8", ["--color is given twice"]),
      ("script f --size 80x24 --size 80x24", ["--size is given twice"]),
      ("--plain --plain", ["--plain is given twice"]), ("-h --help", ["--help is given twice"]),
    ]
    for (line, parts) in table {
      guard case .failure(let error) = parse(line) else {
        Issue.record("\(line) was accepted")
        continue
      }
      for part in parts { #expect(error.message.contains(part), "\(line): \(error)") }
      #expect(!error.message.contains("\n"))
    }
  }

  @Test func `only near names are offered`() {
    let table = [("--jsn", true), ("--print-config", false), ("lst", true), ("tour", false)]
    for (line, isNear) in table {
      guard case .failure(let error) = parse(line) else {
        Issue.record("\(line) was accepted")
        continue
      }
      #expect(error.message.contains("nearest") == isNear, "\(error)")
    }
  }

  @Test func `no arguments trap`() {
    var random = SeededRandom(seed: 5)
    let words = [
      "run", "list", "script", "doctor", "help", "--json", "--events", "--", "-", "--x=1", "=",
      "--=",
      "pool-submit", "workers=2", "--size", "80x24", "", "\n", "\u{1B}]0;x\u{7}", "-1", "--color",
    ]
    for _ in 0..<3000 {
      let arguments = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        words.randomElement(using: &random) ?? ""
      }
      guard case .failure(let error) = ArgumentParser.parse(arguments) else { continue }
      #expect(error.message.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 })
    }
  }

  @Test func `the help of run promises nothing that the shell's command line has not`() {
    let shell = Usage.lines(about: "run").joined(separator: " ")
    #expect(shell.hasPrefix("threadmill run DEMO"))
    #expect(!shell.contains("Without DEMO") && !shell.contains("goes on"))
    let line = Usage.lines(about: "run", on: .lineMode).joined(separator: " ")
    #expect(line.hasPrefix("run [DEMO]") && line.contains("Without DEMO"))
    #expect(!line.contains("--json"))
  }

  @Test func `the help says what control C does to the exit code`() {
    let quit = Usage.lines(about: "quit").joined(separator: " ")
    #expect(quit.contains("^C stops a run first") && quit.contains("exit code is 0;"))
    #expect(Usage.lines().joined().contains("key ^C"))
  }

  @Test func `the help fits 80 columns and names all that can be typed`() {
    let lines = Usage.lines()
    #expect(lines.allSatisfy { $0.count <= 80 })
    let text = lines.joined(separator: "\n")
    for entry in CommandRegistry.entries where !entry.surfaces.isEmpty {
      #expect(text.contains(entry.name))
      #expect(Usage.lines(about: entry.name).count >= 2)
    }
    for option in OptionEntry.all { #expect(text.contains(option.name)) }
    let heading = lines.firstIndex { $0.hasPrefix("after `:`") } ?? 0
    let elsewhere = lines.firstIndex { $0.hasPrefix("in line mode and") } ?? 0
    for line in lines[heading..<elsewhere] where line.hasPrefix("  ") && !line.hasPrefix("   ") {
      let name = line.split(separator: " ").first.map(String.init) ?? ""
      #expect(CommandRegistry.entry(named: name)?.surfaces.contains(.workbench) == true, "\(line)")
    }
    for name in ["list", "wait", "doctor"] {
      #expect(lines[elsewhere...].contains { $0.hasPrefix("  \(name)") }, "\(name)")
    }
    for later in ["tour", "guide", "print-config", "virtual"] { #expect(!text.contains(later)) }
  }
}
