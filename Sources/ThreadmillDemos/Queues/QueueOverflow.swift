// SPDX-License-Identifier: Apache-2.0

/// What becomes of an item for which a queue has no room: a word of the knob `policy`.
package enum QueueOverflow: String, Sendable, Hashable, CaseIterable {
  /// There is always room.
  case unbounded
  /// Its producer waits.
  case block
  /// It is turned away.
  case reject
  /// The oldest one in the queue makes way for it.
  case dropOldest = "drop-oldest"
}
