// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTerminal

/// Reads the shell's command line: options are taken out, the rest goes through `CommandParser`.
package struct ArgumentParser {
  private var display = DisplayOptions()
  private var flags: Set<String> = []
  private var values: [String: String] = [:]
  /// The options so far, by their long names: twice is a mistake, not a correction.
  private var seen: Set<String> = []
  /// The command and its words, options taken out.
  private var words: [String] = []
  /// Options of `run` that are not ours, so that they are knobs or mistakes.
  private var knobOptions: [String] = []
  private let context: CommandContext

  private init(_ context: CommandContext) { self.context = context }

  /// What the arguments ask for.
  ///
  /// - Parameters:
  ///   - arguments: Without the program's name.
  ///   - environment: Reads a variable.
  ///   - context: With the catalogue to choose from; its surface is not looked at.
  /// - Returns: What to do, or one sentence that names the option, the value and what is allowed.
  package static func parse(
    _ arguments: [String],
    environment: (String) -> String? = { _ in nil },
    context: CommandContext = CommandContext()
  ) -> Result<Invocation, CommandError> {
    var context = context
    context.surface = .arguments
    context.demo = nil
    var parser = ArgumentParser(context)
    do throws(CommandError) {
      try parser.take(arguments)
      let plain = environment("TM_PLAIN") ?? ""
      if !plain.isEmpty, plain != "0" { parser.display.isPlain = true }
      return .success(Invocation(try parser.action(), display: parser.display))
    } catch {
      return .failure(error)
    }
  }

  // MARK: - Options

  private mutating func take(_ arguments: [String]) throws(CommandError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        // The command's own parser must see it too.
        words += ["--"] + rest
        return
      }
      guard argument.count > 1, argument.hasPrefix("-"), Int(argument) == nil else {
        words.append(argument)
        continue
      }
      try takeOption(argument, &rest)
    }
  }

  private mutating func takeOption(
    _ argument: String,
    _ rest: inout ArraySlice<String>
  ) throws(CommandError) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let attached = parts.count > 1 ? String(parts[1]) : nil
    let command = command
    // Before the command is known any option may come; `refuseStrangers` looks again.
    let options = command == nil ? OptionEntry.all : OptionEntry.options(for: command)
    guard let option = options.first(where: { $0.name == name || $0.short == name }) else {
      return try takeKnob(argument, isComplete: attached != nil, among: options, &rest)
    }
    guard seen.insert(option.name).inserted else {
      throw CommandError(.excess, "\(option.name) is given twice")
    }
    guard let valueName = option.value else {
      if let attached {
        throw CommandError(
          .excess,
          "\(option.name) takes no value, got \(CommandParser.show(attached))"
        )
      }
      return try takeFlag(option.name)
    }
    guard let value = attached ?? rest.popFirst() else {
      throw CommandError(.missing, "\(option.name) needs a value: \(valueName)")
    }
    try takeValue(value, of: option.name)
  }

  /// Options of `run` that are not ours are knobs; elsewhere they are mistakes.
  private mutating func takeKnob(
    _ argument: String,
    isComplete: Bool,
    among options: [OptionEntry],
    _ rest: inout ArraySlice<String>
  ) throws(CommandError) {
    guard command == "run", argument.hasPrefix("--") else {
      if let other = OptionEntry.all.first(where: { $0.name == argument }) { throw stranger(other) }
      let names = options.map(\.name)
      throw CommandParser.unknown("option", argument, names, all: "--help lists them")
    }
    words.append(argument)
    knobOptions.append(argument.split(separator: "=")[0].lowercased())
    if !isComplete, let value = rest.popFirst() { words.append(value) }
  }

  private mutating func takeFlag(_ name: String) throws(CommandError) {
    switch name {
    case "--plain": display.isPlain = true
    case "--ascii": display.terminal.glyphs = .ascii
    case "--unicode": display.terminal.glyphs = .unicode
    default: flags.insert(name)
    }
  }

  private mutating func takeValue(_ value: String, of name: String) throws(CommandError) {
    guard name == "--color" else {
      values[name] = value
      return
    }
    guard let color = TerminalOptions.Color(rawValue: value) else {
      throw refusal("--color", value, "auto, always, never, 8, 16 or 256")
    }
    display.terminal.color = color
  }

  private func refusal(_ option: String, _ value: String, _ allowed: String) -> CommandError {
    CommandError(.value, "\(option) must be \(allowed), got \(CommandParser.show(value))")
  }

  // MARK: - Commands

  /// The full name of the command that has been seen so far.
  private var command: String? {
    words.first.flatMap { try? CommandParser.entry($0, context).name }
  }

  private func action() throws(CommandError) -> Invocation.Action {
    if flags.contains("--version") { return .version }
    if flags.contains("--help") { return try help(command ?? words.first) }
    if flags.contains("--reset-terminal") {
      try refuseWords(words[...], after: "--reset-terminal")
      return .resetTerminal
    }
    try refuseStrangers()
    guard let first = words.first else { return .workbench }
    guard first != "--" else {
      try refuseWords(words.dropFirst(), after: "--")
      return .workbench
    }
    switch try CommandParser.entry(first, context).name {
    case "run": return try run()
    case "script": return try script()
    case "list":
      try refuseWords(words.dropFirst(), after: "list")
      return .list(json: flags.contains("--json"))
    case "help": return try help(words.count > 1 ? words.dropFirst().joined(separator: " ") : nil)
    default:
      try refuseWords(words.dropFirst(), after: first)
      return .doctor
    }
  }

  /// Throws if an option was given before a command that it does not belong to.
  private func refuseStrangers() throws(CommandError) {
    let given = flags.union(values.keys)
    let known = OptionEntry.options(for: command)
    for option in OptionEntry.all where given.contains(option.name) && !known.contains(option) {
      throw stranger(option)
    }
  }

  private func stranger(_ option: OptionEntry) -> CommandError {
    let commands = option.commands.sorted().joined(separator: " and ")
    let other = command ?? "the workbench"
    return CommandError(
      .excess,
      "\(option.name) goes with \(commands) only, not with \(other)"
    )
  }

  private func help(_ words: String?) throws(CommandError) -> Invocation.Action {
    guard let words, Usage.lines(about: words).isEmpty else { return .help(words) }
    if context.demos.contains(where: { $0.id == words }) { return .help(words) }
    return .help(try CommandParser.entry(words, context).name)
  }

  private func run() throws(CommandError) -> Invocation.Action {
    try refuseUnknownOptions()
    let command = try CommandParser.parse(words: words, context: context).get()
    guard case .run(let demo?, let assignments) = command else {
      throw CommandError(
        .missing,
        "run needs a demo: \(context.demoIDs.joined(separator: ", "))"
      )
    }
    let path = values["--events"]
    // A dash would be standard output to some, where the run's own lines go.
    if let path, ["", "-"].contains(path) { throw refusal("--events", path, "the path of a file") }
    return .run(
      .init(
        demo: demo,
        assignments: assignments,
        json: flags.contains("--json"),
        eventsPath: path
      )
    )
  }

  /// Throws if an option of `run` is no knob: an option of ours may have been meant as well.
  private func refuseUnknownOptions() throws(CommandError) {
    let name = words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") }
    let demo = name.flatMap { try? CommandParser.demo($0, context) }
    let knobs = (demo.map { [$0] } ?? context.demos).flatMap { info in
      info.knobs.flatMap { ["--\($0.name)"] + ($0.role.map { ["--\($0.rawValue)"] } ?? []) }
    }
    let options = OptionEntry.options(for: "run").map(\.name) + knobs
    for option in knobOptions where !knobs.contains(where: { $0.hasPrefix(option) }) {
      let all = demo.map { "its knobs are \($0.knobs.map(\.name).joined(separator: ", "))" }
      throw CommandParser.unknown("option", option, options, all: all ?? "--help lists them")
    }
  }

  private func script() throws(CommandError) -> Invocation.Action {
    let files = words.dropFirst().filter { $0 != "--" }
    guard let path = files.first, !path.isEmpty else {
      throw CommandError(.missing, "script needs a FILE of commands, one per line")
    }
    try refuseWords(files.dropFirst()[...], after: "script FILE")
    if let clock = values["--clock"], clock != "real" {
      throw refusal("--clock", clock, "real")
    }
    var script = Invocation.Script(path: path)
    if let text = values["--size"] {
      guard let size = Self.size(text) else { throw refusal("--size", text, "1x1...500x200") }
      script.columns = size.columns
    }
    return .script(script)
  }

  private func refuseWords(
    _ words: ArraySlice<String>,
    after name: String
  ) throws(CommandError) {
    guard let word = words.first else { return }
    throw CommandError(.excess, "\(name) takes no more words, got \(CommandParser.show(word))")
  }

  /// `80x24`, in `1x1...500x200`.
  private static func size(_ text: String) -> (columns: Int, rows: Int)? {
    let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard
      parts.count == 2, let columns = Int(parts[0]), let rows = Int(parts[1]),
      (1...500).contains(columns), (1...200).contains(rows)
    else { return nil }
    return (columns, rows)
  }
}
