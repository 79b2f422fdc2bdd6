// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

extension KeyAction {
  /// The action with its pattern filled in; `nil` if a part of it stands for nothing.
  func filled(_ context: CommandContext) -> KeyAction? {
    switch self {
    case .command(let pattern): Self.fill(pattern, context).map { .command($0) }
    case .openLine(let pattern): Self.fill(pattern, context).map { .openLine($0) }
    case .nextKnob, .previousKnob: context.demo?.knobs.isEmpty == false ? self : nil
    case .move: self
    }
  }

  private static func fill(_ pattern: String, _ context: CommandContext) -> String? {
    guard pattern.contains("{") else { return pattern }
    var words: [String] = []
    for word in pattern.split(separator: " ", omittingEmptySubsequences: false) {
      guard let value = value(of: String(word), context) else { return nil }
      words.append(value)
    }
    return words.joined(separator: " ")
  }

  private static func value(of word: String, _ context: CommandContext) -> String? {
    switch word {
    case "{workers}": return context.demo?.knob(for: .workers)?.name
    case "{size}": return context.demo?.knob(for: .size)?.name
    case "{speed}": return context.demo?.knob(for: .speed)?.name
    case "{knob}":
      let chosen = context.selectedKnob.flatMap { context.demo?.knob(named: $0)?.name }
      return chosen ?? context.demo?.knobs.first?.name
    case "{demo}": return context.demo?.id
    case "{next}": return context.nextDemo
    default: return word
    }
  }
}
