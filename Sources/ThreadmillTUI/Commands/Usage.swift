// SPDX-License-Identifier: Apache-2.0

/// The text of `--help`, made from the registry.
package enum Usage {
  /// What `threadmill --help` prints, or, with the name of a command, what that command does.
  ///
  /// - Parameter words: A command's name, or words to look for; `nil` for everything.
  /// - Returns: Lines without line ends.
  package static func lines(about words: String? = nil) -> [String] {
    guard let words else { return overview }
    if let entry = CommandRegistry.entry(named: words.lowercased()) { return lines(about: entry) }
    let found = CommandRegistry.entries.filter { entry in
      !entry.surfaces.isEmpty
        && "\(entry.synopsis) \(entry.summary) \(entry.detail)".lowercased()
          .contains(words.lowercased())
    }
    guard found.isEmpty else { return found.map { row($0.synopsis, $0.summary) } }
    let names = CommandRegistry.entries(on: .arguments).map(\.name)
    return ["nothing is said about \(CommandParser.show(words))"]
      + ["commands: \(names.joined(separator: ", "))"]
  }

  private static var overview: [String] {
    let commands = CommandRegistry.entries(on: .arguments)
    let typed = CommandRegistry.entries.filter {
      !$0.surfaces.isDisjoint(with: [.workbench, .lineMode, .script])
    }
    return [
      "threadmill: the concurrency workbench for your terminal", "",
      "usage: threadmill [OPTIONS]", "       threadmill COMMAND [WORDS] [OPTIONS]", "",
      "Without a command: the workbench, or line mode where the terminal cannot do it.", "",
      "commands:",
    ]
      + commands.map { row(synopsis($0), $0.summary) }
      + ["", "options:"]
      + OptionEntry.options(for: nil).map { row(text($0), $0.summary) }
      + ["", "after `:`, in line mode and in scripts:"]
      + typed.map { row($0.synopsis, $0.summary) }
      + ["", "exit codes:"]
      + exitCodes
  }

  private static func lines(about entry: CommandEntry) -> [String] {
    let isArgument = entry.surfaces.contains(.arguments)
    let options = OptionEntry.options(for: entry.name).filter { !$0.commands.isEmpty }
    return [isArgument ? "threadmill \(synopsis(entry))" : entry.synopsis]
      + [sentence(entry.summary)]
      + (entry.detail.isEmpty ? [] : [entry.detail])
      + (entry.aliases.isEmpty ? [] : ["Also: \(entry.aliases.joined(separator: ", "))."])
      + (isArgument && !options.isEmpty
        ? ["options:"] + options.map { row(text($0), $0.summary) } : [])
  }

  private static let exitCodes = [
    row("0", "the oracle found what the demo promises; everything else went well"),
    row("1", "it did not, or something failed"),
    row("2", "bad usage: one line on standard error"),
    row("128+N", "ended by signal N, so 130 after ^C, 141 when the reader of the output went away"),
  ]

  private static func synopsis(_ entry: CommandEntry) -> String {
    let options = OptionEntry.options(for: entry.name).filter { !$0.commands.isEmpty }
    // On the shell's command line there is no demo at hand.
    let base = entry.synopsis.replacing("[DEMO]", with: "DEMO")
    return ([base] + options.map { "[\(text($0))]" }).joined(separator: " ")
  }

  private static func text(_ option: OptionEntry) -> String {
    let names = [option.short, option.name].compactMap(\.self).joined(separator: ", ")
    return option.value.map { "\(names) \($0)" } ?? names
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  private static func row(_ left: String, _ right: String) -> String {
    let width = 24
    let gap = max(2, width - left.count)
    return "  \(left)\(String(repeating: " ", count: gap))\(right)"
  }
}
