// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

extension CommandRegistry {
  /// What chooses what is shown.
  static let viewEntries: [CommandEntry] = [
    CommandEntry(
      "view",
      synopsis: "view browse|run|log",
      summary: "show another view",
      surfaces: [.workbench],
      needsWords: true,
      keys: [
        KeyBinding(.character("1"), .command("view browse")),
        KeyBinding(.character("2"), .command("view run")),
        KeyBinding(.character("3"), .command("view log")),
        KeyBinding(.escape, .command("view browse"), views: [.run, .log]),
        KeyBinding(.enter, .command("view run"), views: [.browse]) { $0.isDemoRunning },
      ],
      footer: [
        FooterHint([.enter], "show run", priority: 10),
        FooterHint([.escape], "browse", priority: 34),
        FooterHint([.character("3")], "log", priority: 35),
      ]
    ),
    CommandEntry(
      "freeze",
      summary: "hold the view still while the run goes on, or let it move again",
      surfaces: [.workbench],
      keys: [KeyBinding(.character("Z"), .command("freeze"))],
      footer: [FooterHint([.character("Z")], "freeze", priority: 33)],
      refusal: { $0.isFrozen ? nil : refusedUnlessRunning($0) }
    ),
    CommandEntry(
      "move",
      summary: "move in the list, the log or the lanes",
      surfaces: [],
      keys: [
        KeyBinding(.up, .move(.up)),
        KeyBinding(.down, .move(.down)),
        KeyBinding(.character("k"), .move(.up)),
        KeyBinding(.character("j"), .move(.down)),
        KeyBinding(.pageUp, .move(.pageUp)),
        KeyBinding(.pageDown, .move(.pageDown)),
        KeyBinding(.home, .move(.top)),
        KeyBinding(.end, .move(.bottom)),
        KeyBinding(.character("g"), .move(.top)),
        KeyBinding(.character("G"), .move(.bottom)),
      ],
      footer: [
        FooterHint([.up, .down], label: "↑ ↓", asciiLabel: "Up Down", "move", priority: 36)
      ]
    ),
    CommandEntry(
      "redraw",
      aliases: ["refresh"],
      summary: "draw the whole screen again",
      surfaces: [.workbench],
      keys: [KeyBinding(.control("l"), .command("redraw"))]
    ),
  ]
}
