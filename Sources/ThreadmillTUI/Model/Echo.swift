// SPDX-License-Identifier: Apache-2.0

/// What the command row says: the last command, and what became of it.
package struct Echo: Sendable, Hashable {
  /// The command as one would type it after `:`; empty where there was none.
  package var command: String
  /// What it did, or why it was refused.
  package var outcome: String
  /// Whether it was refused.
  package var isRefusal: Bool

  /// Creates what the row says; nothing unless said.
  package init(_ command: String = "", _ outcome: String = "", isRefusal: Bool = false) {
    self.command = command
    self.outcome = outcome
    self.isRefusal = isRefusal
  }
}
