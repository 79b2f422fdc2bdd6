// SPDX-License-Identifier: Apache-2.0

/// What the shell's command line asks for.
package struct Invocation: Sendable, Hashable {
  /// What to do.
  package enum Action: Sendable, Hashable {
    /// The full screen, or line mode where it is not possible.
    case workbench
    /// `list [--json]`
    case list(json: Bool)
    /// `run DEMO …`
    case run(Run)
    /// `script FILE …`
    case script(Script)
    /// `doctor`
    case doctor
    /// `--reset-terminal`
    case resetTerminal
    /// `--version`
    case version
    /// `--help`, `help [WORDS]`, `COMMAND --help`
    case help(String?)
  }

  /// A run without a screen.
  package struct Run: Sendable, Hashable {
    /// The demo's full id.
    package var demo: String
    /// Values that have been checked.
    package var assignments: [Command.Assignment]
    /// Whether the one thing on standard output is a JSON object.
    package var json: Bool
    /// Where events go as JSON lines.
    package var eventsPath: String?

    /// Creates a request.
    package init(
      demo: String,
      assignments: [Command.Assignment] = [],
      json: Bool = false,
      eventsPath: String? = nil
    ) {
      self.demo = demo
      self.assignments = assignments
      self.json = json
      self.eventsPath = eventsPath
    }
  }

  /// A file of commands.
  package struct Script: Sendable, Hashable {
    /// The file; `-` is standard input.
    package var path: String
    /// The column at which lines are cut, if any.
    package var columns: Int?

    /// Creates a request.
    package init(path: String, columns: Int? = nil) {
      self.path = path
      self.columns = columns
    }
  }

  /// What to do.
  package var action: Action
  /// How to show it.
  package var display: DisplayOptions

  /// Creates an invocation.
  package init(_ action: Action, display: DisplayOptions = DisplayOptions()) {
    self.action = action
    self.display = display
  }
}
