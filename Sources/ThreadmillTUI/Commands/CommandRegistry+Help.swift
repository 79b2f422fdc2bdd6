// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTerminal

extension CommandRegistry {
  /// The rows of the help: what works now, each action once with all its keys, then the commands that
  /// no key runs.
  package static func rows(_ context: CommandContext) -> [HelpRow] {
    entries.flatMap { keyRows(of: $0, context) + commandRows(of: $0, context) }
  }

  /// The rows that contain every one of the words, in keys, command, summary or detail.
  ///
  /// - Parameters:
  ///   - words: Words in any case, separated by spaces; all rows if there are none.
  ///   - context: Where and when the help is asked for.
  /// - Returns: Rows in the order of the registry: first those that have the words in their keys or
  ///   command, then those that have them in their summary, then the rest.
  package static func search(_ words: String, context: CommandContext) -> [HelpRow] {
    let needles = words.lowercased().split(separator: " ")
    let parts: [(HelpRow) -> String] = [
      { "\($0.keys) \($0.command)" }, { "\($0.keys) \($0.command) \($0.summary)" },
      { "\($0.keys) \($0.command) \($0.summary) \($0.detail)" },
    ]
    var rest = rows(context)
    return parts.flatMap { part in
      let isFound: (HelpRow) -> Bool = { row in
        let text = part(row).lowercased()
        return needles.allSatisfy { text.includes($0) }
      }
      defer { rest.removeAll(where: isFound) }
      return rest.filter(isFound)
    }
  }

  /// One row per action, with all keys that do it.
  private static func keyRows(of entry: CommandEntry, _ context: CommandContext) -> [HelpRow] {
    var rows: [HelpRow] = []
    for pattern in entry.keys {
      guard
        let binding = binding(for: pattern.key, context: context),
        binding.action == pattern.action.filled(context)
      else { continue }
      if let index = rows.firstIndex(where: { $0.action == binding.action }) {
        guard !rows[index].keys.split(separator: " ").contains(Substring(binding.label)) else {
          continue
        }
        rows[index].keys += " \(binding.label)"
      } else {
        rows.append(row(binding, of: entry, pattern.action, context))
      }
    }
    return rows
  }

  private static func row(
    _ binding: KeyBinding,
    of entry: CommandEntry,
    _ pattern: KeyAction,
    _ context: CommandContext
  ) -> HelpRow {
    let command =
      switch binding.action {
      case .command(let text): text
      case .openLine(let text): text.isEmpty ? "" : text + "…"
      case .move, .nextKnob, .previousKnob: ""
      }
    return HelpRow(
      keys: binding.label,
      command: command,
      summary: pattern == .command("run {next}")
        ? "run the next demo" : binding.action.summary(context) ?? entry.summary,
      detail: entry.detail,
      action: binding.action
    )
  }

  /// The command itself, unless one of its keys already says all of it.
  private static func commandRows(of entry: CommandEntry, _ context: CommandContext) -> [HelpRow] {
    guard entry.isAvailable(context) else { return [] }
    let isSaid = keyRows(of: entry, context).contains { $0.command == entry.synopsis }
    guard !isSaid else { return [] }
    let takesWords = entry.synopsis != entry.name
    return [
      HelpRow(
        keys: "",
        command: entry.synopsis,
        summary: entry.summary,
        detail: entry.detail,
        action: takesWords ? .openLine(entry.name + " ") : .command(entry.name)
      )
    ]
  }
}

extension KeyAction {
  /// What this very action does, where the command's own summary says too little.
  fileprivate func summary(_ context: CommandContext) -> String? {
    switch self {
    case .command(let text):
      let words = text.split(separator: " ")
      if words.count == 2, words[0] == "view", let name = ViewName(rawValue: String(words[1])) {
        return "show \(name.title)"
      }
      if words.count == 2, words[0] == "zoom", let level = ZoomLevel(rawValue: String(words[1])) {
        return "zoom: \(level.summary)"
      }
      guard words.count == 3, words[0] == "set" else { return nil }
      let knob = context.demo?.knob(named: String(words[1]))
      switch words[2] {
      case "+1": return Self.turn(knob, String(words[1]), up: true)
      case "-1": return Self.turn(knob, String(words[1]), up: false)
      case "x2": return "twice the \(words[1])"
      case "/2": return "half the \(words[1])"
      default: return nil
      }
    case .openLine(let text): return text.isEmpty ? nil : "type a number of \(text.dropFirst(4))"
    case .move(.up): return "up"
    case .move(.down): return "down"
    case .move(.left): return "left"
    case .move(.right): return "right"
    case .move(.pageUp): return "a page up"
    case .move(.pageDown): return "a page down"
    case .move(.top): return "to the top"
    case .move(.bottom): return "to the bottom"
    case .nextKnob: return "next knob, for left and right"
    case .previousKnob: return "previous knob"
    }
  }

  /// What one notch does, in the words that go with what the knob counts.
  private static func turn(_ knob: Knob?, _ name: String, up: Bool) -> String {
    switch knob?.kind {
    case .int: up ? "more \(name)" : "fewer \(name)"
    case .duration: up ? "larger \(name)" : "smaller \(name)"
    case .choice, .bool, nil:
      knob?.role == .speed
        ? up ? "higher \(name)" : "lower \(name)" : up ? "next \(name)" : "previous \(name)"
    }
  }
}
