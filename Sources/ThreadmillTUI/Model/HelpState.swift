// SPDX-License-Identifier: Apache-2.0

/// The help overlay while it is open.
package struct HelpState: Sendable, Hashable {
  /// The words searched for.
  package var words: String
  /// The row under the cursor.
  package var cursor = 0

  /// Opens the help with a search.
  package init(words: String = "") { self.words = words }
}
