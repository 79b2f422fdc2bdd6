// SPDX-License-Identifier: Apache-2.0

/// The workers of a pool that may hold more than the task they run, and what has been seen of them.
///
/// A worker may be stuck in a long task while short ones lie in its hand. So everybody who comes by
/// for work looks at one hand, in turn: if nothing has left it since the last look, its tasks go back
/// to the queue. Each look costs one load, and nothing while no hand is laden.
struct LadenHands {
  private struct Seen {
    let slot: WorkerSlot
    /// Of the hand, at the last look.
    var mark: UInt64?
  }

  private var hands: [Seen] = []
  private var cursor = 0

  /// Whether no hand can hold anything.
  var isEmpty: Bool { hands.isEmpty }

  /// Notes that a hand has been filled.
  mutating func note(_ slot: WorkerSlot) {
    if let place = hands.firstIndex(where: { $0.slot === slot }) {
      hands[place].mark = nil
    } else {
      hands.append(Seen(slot: slot, mark: nil))
    }
  }

  /// Looks at one hand.
  ///
  /// - Parameter isNeeded: whether whoever looks has nothing else to do.
  /// - Returns: what it held, if it is needed or stuck.
  mutating func look(isNeeded: Bool) -> [FutureCore] {
    guard !hands.isEmpty else { return [] }
    if cursor >= hands.count { cursor = 0 }
    let slot = hands[cursor].slot
    let mark = slot.hand.mark
    if slot.hand.isEmpty {
      forget(cursor)
      return []
    }
    guard isNeeded || hands[cursor].mark == mark else {
      hands[cursor].mark = mark
      cursor += 1
      return []
    }
    forget(cursor)
    return slot.hand.takeAll()
  }

  /// Takes everything back.
  ///
  /// - Returns: what was held, in no order.
  mutating func takeAll() -> [FutureCore] {
    defer { hands = [] }
    return hands.flatMap { $0.slot.hand.takeAll() }
  }

  private mutating func forget(_ place: Int) {
    hands.swapAt(place, hands.count - 1)
    hands.removeLast()
  }
}
