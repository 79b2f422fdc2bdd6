// SPDX-License-Identifier: Apache-2.0

/// What has happened at the store of ``ConditionDemo``.
package struct StoreFacts: Sendable, Hashable {
  /// Items that were put in.
  package var put = 0
  /// The items that were taken, in the order in which they were.
  package var taken: [Int] = []
  /// Wakes of consumers.
  package var wakes = 0
  /// Wakes that found nothing.
  package var vainWakes = 0
  /// Times that a consumer reached into the empty store.
  package var mistakes = 0

  /// Facts of a store that has just been opened.
  package init() {}
}
