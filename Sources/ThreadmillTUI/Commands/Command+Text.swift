// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

extension Command {
  /// The command as one types it; parsing it gives the same command again.
  package var text: String { CommandWords.join(words) }

  private var words: [String] {
    switch self {
    case .run(let demo, let assignments):
      ["run"] + [demo].compactMap(\.self) + assignments.map { "\($0.knob)=\($0.value)" }
    case .restart: ["restart"]
    case .stop: ["stop"]
    case .pause: ["pause"]
    case .resume: ["resume"]
    case .freeze: ["freeze"]
    case .set(let knob, let value): ["set", knob, value]
    case .attempt(let number): ["try", String(number)]
    case .view(let name): ["view", name.rawValue]
    case .zoom(let level): ["zoom", level.rawValue]
    case .help(let words): ["help"] + [words].compactMap(\.self)
    case .list: ["list"]
    case .wait(let limit): ["wait"] + [limit].compactMap(\.self).map(WaitLimit.text)
    case .doctor: ["doctor"]
    case .redraw: ["redraw"]
    case .suspend: ["suspend"]
    case .quit: ["quit"]
    }
  }
}
