// SPDX-License-Identifier: Apache-2.0

/// Something that a demo says of its run besides lanes and results, such as the value of a counter.
package struct RunFact: Sendable, Hashable {
  /// What is said.
  package enum Value: Sendable, Hashable {
    /// A short text, such as `1834 of 2000, 166 lost`.
    case text(String)
    /// Numbers of rounds or classes, oldest or least first, drawn as bars; with what the last one means.
    case bars([Int], String)
  }

  /// What it is about, in one or two words.
  package var label: String
  /// What is said about it.
  package var value: Value

  /// Creates a fact.
  package init(_ label: String, _ value: Value) {
    self.label = label
    self.value = value
  }
}
