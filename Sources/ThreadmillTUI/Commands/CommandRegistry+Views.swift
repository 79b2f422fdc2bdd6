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
      "zoom",
      synopsis: "zoom LEVEL",
      summary: "zoom in or out on workers",
      detail: """
        LEVEL is auto, lane, columns, micro or heat; auto takes the first that shows all workers. \
        In micro and heat the four arrows move the selection.
        """,
      surfaces: [.workbench],
      keys: [KeyBinding(.character("z"), .command("zoom {zoom}"), views: [.run], when: canMove)],
      footer: [FooterHint([.character("z")], "zoom", priority: 29)]
    ),
    CommandEntry(
      "move",
      summary: "move in the list, the log or the lanes",
      surfaces: [],
      keys: [
        KeyBinding(.up, .move(.up), when: canMove),
        KeyBinding(.down, .move(.down), when: canMove),
        KeyBinding(.left, .move(.left)) { $0.isMap },
        KeyBinding(.right, .move(.right)) { $0.isMap },
        KeyBinding(.character("k"), .move(.up), when: canMove),
        KeyBinding(.character("j"), .move(.down), when: canMove),
        KeyBinding(.pageUp, .move(.pageUp), when: canMove),
        KeyBinding(.pageDown, .move(.pageDown), when: canMove),
        KeyBinding(.home, .move(.top), when: canMove),
        KeyBinding(.end, .move(.bottom), when: canMove),
        KeyBinding(.character("g"), .move(.top), when: canMove),
        KeyBinding(.character("G"), .move(.bottom), when: canMove),
      ],
      footer: [
        FooterHint([.up, .down], label: "↑ ↓", asciiLabel: "Up Down", "move", priority: 36),
        FooterHint([.left, .right], label: "← →", asciiLabel: "Left Right", "along", priority: 37),
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

  /// In the Run view the cursor is on a lane, so there must be one.
  private static let canMove: @Sendable (CommandContext) -> Bool = { context in
    context.view != .run || context.laneCount != 0
  }
}
