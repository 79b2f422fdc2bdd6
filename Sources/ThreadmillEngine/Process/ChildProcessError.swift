// SPDX-License-Identifier: Apache-2.0

/// Why a child process could not be started.
package struct ChildProcessError: Error, Hashable, CustomStringConvertible {
  /// One sentence for the person who reads it.
  package var description: String

  /// Creates a refusal.
  package init(_ description: String) { self.description = description }
}
