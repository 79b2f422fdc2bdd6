// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

extension CommandParser {
  /// What was typed, fit for one line of an error: short, in quotes, without control characters.
  static func show(_ text: String) -> String {
    let clipped = text.count > 40 ? text.prefix(39) + "…" : text[...]
    let scalars = clipped.unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
        .privateUse:
        Unicode.Scalar(0xFFFD) ?? "?"
      default: scalar
      }
    }
    return "\"\(String(String.UnicodeScalarView(scalars)))\""
  }

  /// The command that a word means on this surface.
  static func entry(
    _ word: String,
    _ context: CommandContext
  ) throws(CommandError) -> CommandEntry {
    let entries = CommandRegistry.entries(on: context.surface)
    let lower = word.lowercased()
    if let entry = entries.first(where: { $0.name == lower || $0.aliases.contains(lower) }) {
      return entry
    }
    let fitting = lower.isEmpty ? [] : entries.filter { $0.name.hasPrefix(lower) }
    if fitting.count == 1 { return fitting[0] }
    if fitting.count > 1 {
      throw ambiguous("command", word, fitting.map(\.name))
    }
    if let elsewhere = CommandRegistry.entry(named: lower) {
      throw CommandError(
        .unavailable,
        "\(elsewhere.name) does not work here, only \(surfaces(of: elsewhere))",
        nearest: "help"
      )
    }
    if let demo = context.demos.first(where: { $0.id == lower }) {
      throw CommandError(
        .unknownCommand,
        "there is no command \(show(word)): run \(demo.id) starts this demo",
        nearest: "run \(demo.id)"
      )
    }
    let names = entries.map(\.name)
    let isShell = context.surface == .arguments
    throw unknown("command", word, names, all: isShell ? nil : "help lists them", or: "help")
  }

  /// The demo that a word means: its id, its number in the list, or the beginning of one id only.
  static func demo(_ word: String, _ context: CommandContext) throws(CommandError) -> DemoInfo {
    let demos = context.demos
    if let number = Int(word) {
      guard number >= 1, number <= demos.count else {
        let numbers = demos.count > 1 ? "1...\(demos.count)" : String(demos.count)
        throw CommandError(.value, "demo number must be \(numbers), got \(show(word))")
      }
      return demos[number - 1]
    }
    let lower = word.lowercased()
    if let demo = demos.first(where: { $0.id == lower }) { return demo }
    let fitting = lower.isEmpty ? [] : demos.filter { $0.id.hasPrefix(lower) }
    if fitting.count == 1 { return fitting[0] }
    if fitting.count > 1 { throw ambiguous("demo", word, fitting.map(\.id)) }
    throw unknown("demo", word, context.demoIDs)
  }

  /// The knob of a demo that a word means.
  static func knob(
    _ word: String,
    of demo: DemoInfo,
    _ context: CommandContext
  ) throws(CommandError) -> Knob {
    let lower = word.lowercased()
    if let knob = context.knob(lower, of: demo) { return knob }
    let fitting = lower.isEmpty ? [] : demo.knobs.filter { $0.name.hasPrefix(lower) }
    if fitting.count > 1 { throw ambiguous("knob", word, fitting.map(\.name)) }
    let names = demo.knobs.map(\.name)
    let start = "\(demo.id) has no knob \(show(word))"
    guard let nearest = NearestName.find(word, among: names) else {
      throw CommandError(.unknownName, "\(start): it has \(names.joined(separator: ", "))")
    }
    throw CommandError(
      .unknownName,
      "\(start), the nearest is \(nearest)",
      typed: word,
      meant: [nearest]
    )
  }

  /// The error for a beginning that fits several names.
  static func ambiguous(_ kind: String, _ word: String, _ names: [String]) -> CommandError {
    CommandError(
      .ambiguous,
      "\(show(word)) is the beginning of more than one \(kind): \(names.joined(separator: ", "))",
      typed: word,
      meant: names
    )
  }

  /// The error for a name that does not exist, with the nearest one, or with all where none is near.
  ///
  /// - Parameters:
  ///   - kind: What the names are for.
  ///   - word: What was typed.
  ///   - names: What there is.
  ///   - all: Where all names can be seen, if they are too many for one line.
  ///   - fallback: What to suggest where no name is near.
  /// - Returns: The error to throw.
  static func unknown(
    _ kind: String,
    _ word: String,
    _ names: [String],
    all: String? = nil,
    or fallback: String? = nil
  ) -> CommandError {
    let code: CommandError.Code = kind == "command" ? .unknownCommand : .unknownName
    let start = "there is no \(kind) \(show(word))"
    if let nearest = NearestName.find(word, among: names) {
      return CommandError(
        code,
        "\(start), the nearest is \(nearest)",
        typed: word,
        meant: [nearest]
      )
    }
    let list = all.map { ": \($0)" } ?? " (\(kind)s: \(names.joined(separator: ", ")))"
    return CommandError(code, names.isEmpty ? start : start + list, nearest: fallback)
  }

  private static func surfaces(of entry: CommandEntry) -> String {
    let names: [(CommandContext.Surface, String)] = [
      (.workbench, "in the full screen"), (.lineMode, "in line mode"), (.script, "in scripts"),
      (.arguments, "on the shell's command line"),
    ]
    return names.filter { entry.surfaces.contains($0.0) }.map(\.1).joined(separator: " and ")
  }
}
