// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

/// The text of `--help`, made from the registry.
package enum Usage {
  /// What `threadmill --help` prints, or, with the name of a command, what that command does.
  ///
  /// - Parameters:
  ///   - words: A command's name, or words to look for; `nil` for everything.
  ///   - surface: Where the command would be typed.
  /// - Returns: Lines of at most 80 columns, without line ends; none if no command has these words.
  package static func lines(
    about words: String? = nil,
    on surface: CommandContext.Surface = .arguments
  ) -> [String] {
    guard let words else { return overview }
    if let entry = CommandRegistry.entry(named: words.lowercased()) {
      return lines(about: entry, on: surface)
    }
    let found = CommandRegistry.entries.filter { entry in
      !entry.surfaces.isEmpty
        && "\(entry.synopsis) \(entry.summary) \(entry.detail)".lowercased()
          .includes(words.lowercased())
    }
    return found.flatMap { row($0.synopsis, $0.summary) }
  }

  private static var overview: [String] {
    let commands = CommandRegistry.entries(on: .arguments)
    var lines = [
      "threadmill: the concurrency workbench for your terminal", "",
      "usage: threadmill [OPTIONS]", "       threadmill COMMAND [WORDS] [OPTIONS]", "",
      "Without a command: the workbench, or line mode where the terminal cannot do it.",
    ]
    lines += ["", "commands:"]
    for entry in commands { lines += row(synopsis(entry), entry.summary) }
    lines += ["", "options:"]
    for option in OptionEntry.options(for: nil) { lines += row(text(option), option.summary) }
    for (title, isListed) in places {
      lines += ["", title]
      for entry in CommandRegistry.entries where isListed(entry.surfaces) {
        lines += row(entry.synopsis, entry.summary)
      }
    }
    lines += ["", "exit codes:"]
    for (code, meaning) in exitCodes { lines += row(code, meaning) }
    return lines
  }

  /// Where commands can be typed besides the shell: each command stands in one of these places.
  private static let places: [(String, @Sendable (Set<CommandContext.Surface>) -> Bool)] = [
    (
      "after `:`, in line mode and in scripts:", { $0.contains(.workbench) && $0.contains(.script) }
    ),
    ("after `:` only:", { $0.contains(.workbench) && !$0.contains(.script) }),
    ("in line mode and in scripts only:", { !$0.contains(.workbench) && $0.contains(.script) }),
  ]

  private static func lines(
    about entry: CommandEntry,
    on surface: CommandContext.Surface
  ) -> [String] {
    let isArgument = surface == .arguments && entry.surfaces.contains(surface)
    let options = OptionEntry.options(for: entry.name).filter { !$0.commands.isEmpty }
    var lines = [isArgument ? "threadmill \(synopsis(entry))" : entry.synopsis]
    let detail = isArgument ? entry.shellDetail ?? entry.detail : entry.detail
    lines += wrapped(sentence(entry.summary) + " " + detail, at: width)
    if !entry.aliases.isEmpty { lines.append("Also: \(entry.aliases.joined(separator: ", ")).") }
    guard isArgument, !options.isEmpty else { return lines }
    lines.append("options:")
    for option in options { lines += row(text(option), option.summary) }
    return lines
  }

  private static let exitCodes = [
    (
      "0",
      "all went well; of a run: the oracle found what the demo promises; of the workbench: left"
        + " with q or the key ^C"
    ),
    ("1", "the oracle did not, or something failed"),
    ("2", "bad usage: one line on standard error"),
    (
      "128+N",
      "ended by signal N: 130 after ^C outside the workbench, 141 when nobody reads the output any more"
    ),
  ]

  private static func synopsis(_ entry: CommandEntry) -> String {
    let options = OptionEntry.options(for: entry.name).filter { !$0.commands.isEmpty }
    // On the shell's command line there is no demo at hand.
    let words = entry.synopsis.split(separator: " ").map { $0 == "[DEMO]" ? "DEMO" : String($0) }
    return (words + options.map { "[\(text($0))]" }).joined(separator: " ")
  }

  private static func text(_ option: OptionEntry) -> String {
    let names = [option.short, option.name].compactMap(\.self).joined(separator: ", ")
    return option.value.map { "\(names) \($0)" } ?? names
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  // MARK: - Layout

  private static let width = 80
  private static let indent = 30

  /// A name and what it means, in two columns; a long name has its line to itself.
  private static func row(_ left: String, _ right: String) -> [String] {
    let margin = String(repeating: " ", count: indent)
    let text = wrapped(right, at: width - indent)
    guard left.count + 4 <= indent else { return ["  \(left)"] + text.map { margin + $0 } }
    let gap = String(repeating: " ", count: indent - 2 - left.count)
    return ["  \(left)\(gap)\(text.first ?? "")"] + text.dropFirst().map { margin + $0 }
  }

  /// Breaks a text at spaces; a word that is longer than the room stays whole.
  private static func wrapped(_ text: String, at room: Int) -> [String] {
    text.split(separator: " ").reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= room {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }
}
