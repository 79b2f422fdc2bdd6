// SPDX-License-Identifier: Apache-2.0

/// Which lock the walkers of ``RecursiveLockDemo`` take at every node.
package enum WalkLock: String, Sendable, Hashable, CaseIterable {
  /// One that its thread may take again.
  case rlock
  /// One that it may not.
  case lock
}
