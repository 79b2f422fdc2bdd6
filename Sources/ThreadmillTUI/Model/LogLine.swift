// SPDX-License-Identifier: Apache-2.0

/// One line of the Log view.
package struct LogLine: Sendable, Hashable {
  /// Where it comes from.
  package enum Kind: Sendable, Hashable {
    /// A run started.
    case start
    /// A run ended.
    case end
    /// Something the workbench says.
    case event
    /// A refusal or a loss.
    case warning
    /// A line that the demo printed.
    case printed
    /// A line that something wrote to standard output or standard error.
    case captured
  }

  /// Where it comes from.
  package var kind: Kind
  /// Time since the application started.
  package var time: Duration?
  /// What it says.
  package var text: String

  /// Creates a line.
  package init(_ kind: Kind, time: Duration? = nil, _ text: String) {
    self.kind = kind
    self.time = time
    self.text = text
  }
}
