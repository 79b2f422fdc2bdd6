// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTerminal

struct CommandRegistryTests {
  @Test func `every key that is bound does something in every context`() {
    for context in Contexts.workbench {
      for binding in CommandRegistry.bindings(in: context) {
        check(binding.action, context, binding.label)
      }
    }
  }

  @Test func `every hint of the footer and every row of the help works`() {
    for context in Contexts.workbench {
      for hint in CommandRegistry.hints(context) {
        for key in hint.keys {
          #expect(CommandRegistry.binding(for: key, context: context) != nil, "\(hint.label)")
        }
        #expect(hint.asciiLabel.utf8.allSatisfy { $0 < 128 })
      }
      for row in CommandRegistry.search("", context: context) {
        check(row.action, context, row.command)
        #expect(!row.summary.isEmpty)
      }
    }
  }

  private func check(_ action: KeyAction, _ context: CommandContext, _ label: String) {
    switch action {
    case .command(let text):
      let result = CommandParser.parse(text, context: context)
      // A knob that starts at its end says so.
      if case .failure(let error) = result, !error.message.contains(" is at its ") {
        Issue.record("\(label): \(text): \(error)")
      }
      #expect(!text.contains("{"))
    case .openLine(let text): #expect(!text.contains("{"))
    case .move, .nextKnob, .previousKnob: break
    }
  }

  @Test func `the keys of this part are all bound somewhere`() {
    let keys: [Key] =
      "+-[]w<>{}Zzrx:?q123 =_hjklgGyn".map { .character($0) }
      + [.control("c"), .control("z"), .control("l"), .escape, .enter, .tab, .backTab]
      + [.up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .function(1)]
    let contexts = Contexts.workbench
    for key in keys {
      let isBound = contexts.contains { CommandRegistry.binding(for: key, context: $0) != nil }
      #expect(isBound, "\(key.label)")
    }
  }

  @Test func `keys resolve to the command that is echoed`() {
    let running = Contexts.running("pool-submit")
    let table: [(Key, String)] = [
      (.character("+"), "set workers +1"), (.character("="), "set workers +1"),
      (.character("-"), "set workers -1"), (.character("["), "set workers /2"),
      (.character("]"), "set workers x2"), (.character("<"), "set size -1"),
      (.character("}"), "set speed +1"), (.character(" "), "pause"), (.character("x"), "stop"),
      (.control("c"), "stop"), (.character("q"), "quit"), (.escape, "view browse"),
      (.character("3"), "view log"), (.right, "set workers +1"),
    ]
    for (key, command) in table {
      #expect(CommandRegistry.binding(for: key, context: running)?.command == command)
    }
    #expect(
      CommandRegistry.binding(for: .character("w"), context: running)?.action
        == .openLine("set workers ")
    )
    var paused = running
    paused.isPaused = true
    #expect(CommandRegistry.binding(for: .character(" "), context: paused)?.command == "resume")
  }

  @Test func `Enter runs the demo at hand, or shows it when it runs`() {
    let browse = Contexts.with("pool-map", view: .browse)
    #expect(CommandRegistry.binding(for: .enter, context: browse)?.command == "run pool-map")
    var running = browse
    running.isRunning = true
    running.runDemo = "pool-map"
    #expect(CommandRegistry.binding(for: .enter, context: running)?.command == "view run")
    running.runDemo = "pool-submit"
    #expect(CommandRegistry.binding(for: .enter, context: running)?.command == "run pool-map")
  }

  @Test func `control C stops the run first, then leaves`() {
    let idle = Contexts.with("pool-submit")
    #expect(CommandRegistry.binding(for: .control("c"), context: idle)?.command == "quit")
    for key in [Key.character("x"), .character(" "), .character("r"), .character("y")] {
      #expect(CommandRegistry.binding(for: key, context: idle) == nil)
    }
  }

  @Test func `keys turn the knob of their role, whatever its name`() {
    let info = DemoInfo(
      id: "odd",
      group: "Test",
      title: "Odd",
      seedSection: nil,
      lesson: "",
      misconceptions: [],
      barTitle: "",
      seedTime: .milliseconds(100),
      knobs: [
        Knob("threads", "", kind: .int(1...8), seedValue: .int(2), timing: .live, role: .workers)
      ]
    )
    let context = CommandContext(demo: info, settings: info.seedSettings, demos: [info])
    #expect(
      CommandRegistry.binding(for: .character("+"), context: context)?.command
        == "set threads +1"
    )
    #expect(CommandRegistry.binding(for: .character("<"), context: context) == nil)
    let command = CommandParser.parse("set workers 3", context: context)
    #expect(command == .success(.set(knob: "threads", value: "3")))
  }

  @Test func `names and aliases are unique, and typed commands have a synopsis`() {
    let typed = CommandRegistry.entries.filter { !$0.surfaces.isEmpty }
    let names = typed.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    for entry in typed {
      #expect(entry.synopsis.hasPrefix(entry.name))
      #expect(!entry.summary.isEmpty)
    }
  }

  @Test func `the help finds words in commands and in what they do`() {
    let context = Contexts.running("pool-submit")
    #expect(CommandRegistry.search("set", context: context).first?.command.hasPrefix("set") == true)
    #expect(CommandRegistry.search("PAUSE", context: context).first?.command == "pause")
    #expect(CommandRegistry.search("^z", context: context).first?.command == "suspend")
    #expect(CommandRegistry.search("qqqq", context: context).isEmpty)
    let rows = CommandRegistry.search("", context: context)
    #expect(!rows.contains { $0.command == "resume" || $0.command == "wait" })
    #expect(Set(rows.map { "\($0.keys)|\($0.command)" }).count == rows.count)
  }

  @Test func `the help says what keys do in words that fit the knob`() {
    let rows = CommandRegistry.rows(Contexts.running("pool-submit"))
    let table = [
      ("set workers +1", "more workers"), ("set workers -1", "fewer workers"),
      ("set size +1", "larger size"), ("set size -1", "smaller size"),
      ("set speed +1", "higher speed"), ("set speed -1", "lower speed"),
    ]
    for (command, summary) in table {
      #expect(rows.first { $0.command == command }?.summary == summary)
    }
    let hints = CommandRegistry.hints(Contexts.running("pool-submit"))
    #expect(hints.first { $0.keys == [.character("w")] }?.text == "set workers")
  }

  @Test func `y and n are there only while there is something for them`() {
    for context in Contexts.workbench {
      let (y, n) = (Key.character("y"), Key.character("n"))
      let isTried = CommandRegistry.binding(for: y, context: context) != nil
      let goesOn = CommandRegistry.binding(for: n, context: context) != nil
      #expect(isTried == (context.hasCard && context.suggestionCount > 0))
      #expect(goesOn == (context.hasCard && context.nextDemo != nil))
    }
    var context = Contexts.with("pool-submit")
    context.isEnded = true
    context.hasCard = true
    context.nextDemo = "pool-map"
    let row = CommandRegistry.rows(context).first { $0.keys == "n" }
    #expect(row?.summary == "run the next demo")
    #expect(row?.command == "run pool-map")
    #expect(CommandRegistry.binding(for: .character("y"), context: context) == nil)
  }

  @Test func `without lanes nothing moves in the Run view`() {
    let keys: [Key] = [.up, .down, .pageUp, .pageDown, .home, .end, .character("j")]
    for (view, count, isBound) in [
      (ViewName.run, 0, false), (.run, 1, true), (.run, nil, true), (.log, 0, true),
      (.browse, 0, true),
    ] as [(ViewName, Int?, Bool)] {
      var context = Contexts.with("pool-submit", view: view)
      context.laneCount = count
      for key in keys {
        #expect((CommandRegistry.binding(for: key, context: context) != nil) == isBound)
      }
      #expect(CommandRegistry.hints(context).contains { $0.text == "move" } == isBound)
    }
  }

  @Test func `z goes from level to level and round`() {
    var context = Contexts.running("pool-submit")
    var seen: [String] = []
    for _ in ZoomLevel.allCases {
      let command = CommandRegistry.binding(for: .character("z"), context: context)?.command ?? ""
      seen.append(command)
      context.zoom = ZoomLevel(rawValue: String(command.dropFirst(5))) ?? .auto
    }
    #expect(seen == ["zoom lane", "zoom columns", "zoom micro", "zoom heat", "zoom auto"])
  }

  @Test func `on a map left and right move, elsewhere they turn the knob`() {
    var context = Contexts.running("pool-submit")
    for (isMap, action) in [(true, KeyAction.move(.right)), (false, .command("set workers +1"))] {
      context.isMap = isMap
      #expect(CommandRegistry.binding(for: .right, context: context)?.action == action)
      let l = CommandRegistry.binding(for: .character("l"), context: context)
      #expect(l?.command == "set workers +1")
    }
  }

  @Test func `help and the way out are always in the footer`() {
    for context in Contexts.workbench {
      let texts = CommandRegistry.hints(context).map(\.text)
      #expect(texts.contains("help") && texts.contains("quit") && texts.contains("command"))
    }
  }
}
