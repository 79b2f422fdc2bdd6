// SPDX-License-Identifier: Apache-2.0

/// One way to go on with a command line.
package struct Candidate: Sendable, Hashable {
  /// What takes the place of the word that the cursor is in or behind.
  package var text: String
  /// What it means: a summary, or the range and when it acts.
  package var detail: String
  /// Whether the word is complete with it, so that a space follows.
  package var isComplete: Bool

  /// Creates a candidate.
  package init(_ text: String, detail: String = "", isComplete: Bool = true) {
    self.text = text
    self.detail = detail
    self.isComplete = isComplete
  }
}
