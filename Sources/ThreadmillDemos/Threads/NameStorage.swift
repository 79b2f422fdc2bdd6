// SPDX-License-Identifier: Apache-2.0

/// Where names are kept: a word of the knob `storage`.
package enum NameStorage: String, Sendable, Hashable, CaseIterable {
  /// Each thread has a place of its own, and ends with it.
  case threadLocal = "thread-local"
  /// All threads have one place.
  case shared
  /// Each worker of a pool has a place of its own, and one task after another.
  case pool
  /// Each asynchronous task carries its own, on whatever thread it goes on.
  case taskLocal = "task-local"
}
