// SPDX-License-Identifier: Apache-2.0

/// One option of the shell's command line.
package struct OptionEntry: Sendable, Hashable {
  /// With its dashes, such as `--json`.
  package var name: String
  /// A one-letter form, such as `-h`.
  package var short: String?
  /// What its value is called, if it takes one, such as `FILE`.
  package var value: String?
  /// What it does, in one line.
  package var summary: String
  /// The commands it belongs to; empty for all.
  package var commands: Set<String>

  init(
    _ name: String,
    short: String? = nil,
    value: String? = nil,
    _ summary: String,
    commands: Set<String> = []
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.summary = summary
    self.commands = commands
  }

  /// All options, in the order of the help.
  package static let all: [OptionEntry] = [
    OptionEntry("--json", "print JSON and nothing else", commands: ["run", "list"]),
    OptionEntry("--events", value: "FILE", "write events to FILE as JSON lines", commands: ["run"]),
    OptionEntry(
      "--size",
      value: "CxR",
      "cut lines at C columns; R does nothing",
      commands: ["script"]
    ),
    OptionEntry("--clock", value: "real", "whose time passes", commands: ["script"]),
    OptionEntry("--plain", "line mode instead of the full screen; so does TM_PLAIN=1"),
    OptionEntry("--ascii", "ASCII characters only"),
    OptionEntry("--unicode", "Unicode characters whatever the locale"),
    OptionEntry(
      "--color",
      value: "WHEN",
      "auto, always or never; 8, 16 or 256 for so many colours"
    ),
    OptionEntry("--reset-terminal", "repair a terminal that a killed program has left behind"),
    OptionEntry("--version", short: "-V", "print the version"),
    OptionEntry("--help", short: "-h", "print this, or what a command does"),
  ]

  /// The options that can stand with a command, or without one.
  package static func options(for command: String?) -> [OptionEntry] {
    all.filter { $0.commands.isEmpty || command.map($0.commands.contains) ?? false }
  }
}
