// SPDX-License-Identifier: Apache-2.0

/// How a child process has ended.
package enum ChildEnding: Sendable, Hashable {
  /// By itself, with that code.
  case exit(Int32)
  /// By a signal.
  case signal(Int32)
  /// Nobody knows: somebody else has waited for it.
  case unknown
}
