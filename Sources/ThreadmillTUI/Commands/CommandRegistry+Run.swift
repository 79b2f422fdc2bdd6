// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTerminal

extension CommandRegistry {
  /// What starts, holds and ends runs.
  static let runEntries: [CommandEntry] = [
    CommandEntry(
      "run",
      aliases: ["start"],
      synopsis: "run [DEMO] [KNOB=VALUE ...]",
      summary: "start a demo with these knobs",
      detail: """
        Without DEMO: the one at hand. A number from the list or the beginning of a name will do. \
        --KNOB VALUE and --KNOB=VALUE are other ways to write KNOB=VALUE. A run that goes on is \
        stopped first.
        """,
      shellDetail: """
        A number from the list or the beginning of a name will do for DEMO. --KNOB VALUE and \
        --KNOB=VALUE are other ways to write KNOB=VALUE.
        """,
      surfaces: [.workbench, .lineMode, .script, .arguments],
      keys: [
        KeyBinding(.enter, .command("run {demo}"), views: [.browse]) { !$0.isDemoRunning },
        KeyBinding(.enter, .command("run {demo}"), views: [.run]) { !$0.hasRun },
        KeyBinding(.character("n"), .command("run {next}")) { $0.hasCard },
      ],
      footer: [
        FooterHint([.enter], "run", priority: 10),
        FooterHint([.character("n")], "next demo", priority: 28),
      ]
    ),
    CommandEntry(
      "restart",
      aliases: ["again", "rerun"],
      summary: "run the same demo again with its present knobs",
      surfaces: [.workbench, .lineMode, .script],
      keys: [KeyBinding(.character("r"), .command("restart"))],
      footer: [FooterHint([.character("r")], "again", priority: 27)],
      refusal: { $0.hasRun ? nil : "nothing has run yet: run DEMO starts a demo" }
    ),
    CommandEntry(
      "stop",
      aliases: ["cancel", "halt"],
      summary: "end the run now",
      surfaces: [.workbench, .lineMode, .script],
      keys: [
        KeyBinding(.character("x"), .command("stop")),
        KeyBinding(.control("c"), .command("stop")),
      ],
      footer: [FooterHint([.character("x")], "stop", priority: 17)],
      refusal: refusedUnlessRunning
    ),
    CommandEntry(
      "pause",
      summary: "hold the run's time",
      detail: "Waits stand still, no task starts. In the workbench a second pause resumes.",
      surfaces: [.workbench, .lineMode, .script],
      keys: [KeyBinding(.character(" "), .command("pause")) { !$0.isPaused }],
      footer: [FooterHint([.character(" ")], "pause", priority: 12)],
      refusal: refusedUnlessRunning
    ),
    CommandEntry(
      "resume",
      aliases: ["continue", "unpause"],
      summary: "let a paused run go on",
      surfaces: [.workbench, .lineMode, .script],
      keys: [KeyBinding(.character(" "), .command("resume"))],
      footer: [FooterHint([.character(" ")], "resume", priority: 12)],
      refusal: { context in
        refusedUnlessRunning(context) ?? (context.isPaused ? nil : "the run is not paused")
      }
    ),
    CommandEntry(
      "try",
      synopsis: "try [N]",
      summary: "do what the end card suggests",
      surfaces: [.workbench, .lineMode, .script],
      keys: [KeyBinding(.character("y"), .command("try 1")) { $0.hasCard }],
      footer: [FooterHint([.character("y")], "try it", priority: 5)],
      refusal: { $0.suggestionCount > 0 ? nil : "nothing is suggested: a run's end card does that" }
    ),
    CommandEntry(
      "wait",
      aliases: ["sleep"],
      synopsis: "wait [SECONDS]",
      summary: "wait until the run has ended, or so long",
      detail: "A paused run never ends: wait needs SECONDS then.",
      surfaces: [.lineMode, .script]
    ),
  ]

  /// Half a sentence unless a run goes on.
  static let refusedUnlessRunning: @Sendable (CommandContext) -> String? = { context in
    context.isRunning ? nil : "nothing is running: run DEMO starts a demo"
  }
}

extension CommandContext {
  /// Whether there is a run, going on or ended.
  package var hasRun: Bool { isRunning || isEnded }

  /// Whether the demo at hand is the one that runs.
  package var isDemoRunning: Bool { isRunning && runDemo != nil && runDemo == demo?.id }
}
