// SPDX-License-Identifier: Apache-2.0

/// One line that a run has printed.
package struct PrintedLine: Sendable, Hashable {
  /// Time since the run started.
  package var time: Duration
  /// The line without its end.
  package var text: String

  /// Creates a line.
  package init(time: Duration, text: String) {
    self.time = time
    self.text = text
  }
}
