// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

extension CommandRegistry {
  /// Help, facts, and ways out.
  static let otherEntries: [CommandEntry] = [
    CommandEntry(
      "list",
      aliases: ["ls"],
      synopsis: "list",
      summary: "the catalogue with knobs and ranges",
      surfaces: [.lineMode, .script, .arguments]
    ),
    CommandEntry(
      "script",
      synopsis: "script FILE",
      summary: "run the commands in FILE, one per line, as typed after `:`",
      detail: "Empty lines and what follows a # are skipped. The first bad command ends it.",
      surfaces: [.arguments]
    ),
    CommandEntry(
      "doctor",
      summary: "what this terminal and this machine can do",
      surfaces: [.lineMode, .script, .arguments]
    ),
    CommandEntry(
      "command line",
      summary: "type a command; Tab completes it, up and down bring earlier ones back",
      surfaces: [],
      keys: [KeyBinding(.character(":"), .openLine(""))],
      footer: [FooterHint([.character(":")], "command", priority: 25)]
    ),
    CommandEntry(
      "help",
      aliases: ["?", "h"],
      synopsis: "help [WORDS]",
      summary: "what works now; with WORDS only what has them",
      detail:
        "In the shell and in line mode, help DEMO says what a demo teaches and what its knobs do.",
      surfaces: [.workbench, .lineMode, .script, .arguments],
      keys: [
        KeyBinding(.character("?"), .command("help")),
        KeyBinding(.function(1), .command("help")),
      ],
      footer: [FooterHint([.character("?")], "help", priority: 20)]
    ),
    CommandEntry(
      "suspend",
      aliases: ["bg"],
      summary: "go back to the shell; fg comes back",
      surfaces: [.workbench],
      keys: [KeyBinding(.control("z"), .command("suspend"))]
    ),
    CommandEntry(
      "quit",
      aliases: ["q", "exit", "bye"],
      summary: "stop the run and leave",
      detail: """
        ^C stops a run first; when nothing runs it leaves. Pressed in the full screen both are keys \
        like any other, and the exit code is 0; in line mode ^C is a signal, and it is 130.
        """,
      surfaces: [.workbench, .lineMode, .script],
      keys: [
        KeyBinding(.character("q"), .command("quit")),
        KeyBinding(.control("c"), .command("quit")) { !$0.isRunning },
      ],
      footer: [FooterHint([.character("q")], "quit", priority: 26)]
    ),
  ]
}
