// SPDX-License-Identifier: Apache-2.0

/// A stretch of what a run has printed.
package struct PrintedLines: Sendable, Hashable {
  /// The lines, oldest first.
  package var lines: [PrintedLine]
  /// What to ask for next.
  package var next: Int
  /// Lines that were overwritten before anybody asked for them.
  package var dropped: Int

  /// Creates a stretch.
  package init(lines: [PrintedLine], next: Int, dropped: Int) {
    self.lines = lines
    self.next = next
    self.dropped = dropped
  }
}
