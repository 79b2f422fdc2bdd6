// SPDX-License-Identifier: Apache-2.0

/// How the consumers of ``ConditionDemo`` wait for an item.
package enum WaitStyle: String, Sendable, Hashable, CaseIterable {
  /// Whoever is woken looks again.
  case loop = "while"
  /// Whoever is woken believes that there is one.
  case once = "if"
}
