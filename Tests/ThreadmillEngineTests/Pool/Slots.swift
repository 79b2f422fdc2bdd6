// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A counter for each of many tasks, to see that each has run exactly once.
final class Slots: Sendable {
  private final class Slot: Sendable {
    let count = Atomic<Int>(0)
  }

  private let slots: [Slot]

  init(count: Int) { slots = (0..<count).map { _ in Slot() } }

  func increment(_ index: Int) { slots[index].count.wrappingAdd(1, ordering: .relaxed) }

  /// How many have not been incremented exactly once.
  var wrongCount: Int { slots.count { $0.count.load(ordering: .relaxed) != 1 } }
}
