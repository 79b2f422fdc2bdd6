// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

extension CommandRegistry {
  /// What turns knobs.
  static let knobEntries: [CommandEntry] = [
    CommandEntry(
      "set",
      synopsis: "set KNOB VALUE",
      summary: "turn a knob; live knobs act on the run at once",
      detail: """
        VALUE may be relative: +1 -1 x2 /2. set KNOB=VALUE is the same. A knob that is not live \
        acts in the next round or the next run, and says which.
        """,
      surfaces: [.workbench, .lineMode, .script],
      keys: workerKeys + sizeKeys + speedKeys + selectedKnobKeys,
      footer: [
        FooterHint([.character("+"), .character("-")], "workers", priority: 14),
        FooterHint([.character("<"), .character(">")], "size", priority: 15),
        FooterHint([.character("{"), .character("}")], "speed", priority: 30),
        FooterHint([.character("w")], "set workers", priority: 32),
      ],
      refusal: { $0.demo == nil ? "there is no demo at hand: run DEMO starts one" : nil }
    ),
    CommandEntry(
      "choose a knob",
      summary: "choose the knob that left and right turn",
      surfaces: [],
      keys: [
        KeyBinding(.tab, .nextKnob),
        KeyBinding(.backTab, .previousKnob),
      ],
      footer: [FooterHint([.tab], "knob", priority: 24)]
    ),
  ]

  private static let workerKeys: [KeyBinding] = [
    KeyBinding(.character("+"), .command("set {workers} +1")),
    KeyBinding(.character("="), .command("set {workers} +1")),
    KeyBinding(.character("-"), .command("set {workers} -1")),
    KeyBinding(.character("_"), .command("set {workers} -1")),
    KeyBinding(.character("["), .command("set {workers} /2")),
    KeyBinding(.character("]"), .command("set {workers} x2")),
    KeyBinding(.character("w"), .openLine("set {workers} ")),
  ]

  // One notch is the next of 1, 2, 5, 10: round numbers stay round, unlike halves of halves.
  private static let sizeKeys: [KeyBinding] = [
    KeyBinding(.character("<"), .command("set {size} -1")),
    KeyBinding(.character(">"), .command("set {size} +1")),
  ]

  private static let speedKeys: [KeyBinding] = [
    KeyBinding(.character("{"), .command("set {speed} -1")),
    KeyBinding(.character("}"), .command("set {speed} +1")),
  ]

  // On a map of workers the arrows move the selection; `h` and `l` turn knobs everywhere.
  private static let selectedKnobKeys: [KeyBinding] = [
    KeyBinding(.left, .command("set {knob} -1")) { !$0.isMap },
    KeyBinding(.right, .command("set {knob} +1")) { !$0.isMap },
    KeyBinding(.character("h"), .command("set {knob} -1")),
    KeyBinding(.character("l"), .command("set {knob} +1")),
  ]
}
