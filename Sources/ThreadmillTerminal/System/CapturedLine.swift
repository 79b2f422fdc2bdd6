// SPDX-License-Identifier: Apache-2.0

/// A line that something in this process printed.
package struct CapturedLine: Sendable, Hashable {
  /// Where it was printed to.
  package enum Source: Sendable, Hashable {
    /// Standard output.
    case output
    /// Standard error.
    case error
  }

  /// Where this one was printed to.
  package let source: Source
  /// Without its line break; invalid UTF-8 is repaired.
  package let text: String

  /// Makes a line.
  package init(source: Source, text: String) {
    self.source = source
    self.text = text
  }
}
