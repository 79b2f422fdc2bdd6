// SPDX-License-Identifier: Apache-2.0

/// One row of the help overlay: something that works now.
package struct HelpRow: Sendable, Hashable {
  /// The keys, such as `+ =`; empty where there is only the command.
  package var keys: String
  /// The command as one types it, such as `set workers +1`; empty for cursor keys.
  package var command: String
  /// What it does, in one line.
  package var summary: String
  /// More about it, for a search and for `help WORD`.
  package var detail: String
  /// What Enter does on this row: runs the command, or opens the `:` line where it needs more words.
  package var action: KeyAction

  /// Creates a row.
  package init(
    keys: String,
    command: String,
    summary: String,
    detail: String = "",
    action: KeyAction
  ) {
    self.keys = keys
    self.command = command
    self.summary = summary
    self.detail = detail
    self.action = action
  }
}
