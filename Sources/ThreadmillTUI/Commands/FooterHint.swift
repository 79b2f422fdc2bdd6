// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// One entry of the footer: a key or a pair of them, and a word that says what they do.
package struct FooterHint: Sendable, Hashable {
  /// The keys; the hint is shown only while all of them do what it says.
  package var keys: [Key]
  /// How the keys are shown, such as `+ -`.
  package var label: String
  /// The same where only ASCII can be shown.
  package var asciiLabel: String
  /// What they do, in a word or two.
  package var text: String
  /// Smaller numbers come first and are dropped last.
  package var priority: Int

  /// Creates a hint.
  package init(
    _ keys: [Key],
    label: String? = nil,
    asciiLabel: String? = nil,
    _ text: String,
    priority: Int
  ) {
    let shown = label ?? keys.map(\.label).joined(separator: " ")
    self.keys = keys
    self.label = shown
    self.asciiLabel = asciiLabel ?? shown
    self.text = text
    self.priority = priority
  }
}
