// SPDX-License-Identifier: Apache-2.0

/// Queues of tasks, one for each priority in use: the most urgent task first, first-in first-out among
/// equals.
///
/// Every operation is O(levels in use), as a rule one, besides what ``TaskQueue`` says.
package struct PriorityQueue<Item: PoolItem> {
  private struct Level {
    let priority: WorkPriority
    var queue = TaskQueue<Item>()
  }

  /// The most urgent first; a level stays once it was used.
  private var levels = [Level(priority: .normal)]
  /// Items in all queues, hollow ones included.
  package private(set) var count = 0

  /// An empty queue.
  package init() {}

  private mutating func place(_ priority: WorkPriority) -> Int {
    if levels.count == 1 && priority == .normal { return 0 }
    if let place = levels.firstIndex(where: { $0.priority <= priority }) {
      if levels[place].priority == priority { return place }
      levels.insert(Level(priority: priority), at: place)
      return place
    }
    levels.append(Level(priority: priority))
    return levels.count - 1
  }

  /// Adds an item behind all others of its priority.
  package mutating func append(_ item: Item) {
    levels[place(item.priority)].queue.append(item)
    count += 1
  }

  /// Puts items back before all others of their priority.
  ///
  /// - Parameter items: oldest first.
  package mutating func prepend(_ items: [Item]) {
    count += items.count
    if levels.count == 1 && items.allSatisfy({ $0.priority == .normal }) {
      levels[0].queue.prepend(items)
    } else {
      for item in items.reversed() { levels[place(item.priority)].queue.prepend([item]) }
    }
  }

  /// The next item, hollow or not.
  package var first: Item? { firstLevel.flatMap { levels[$0].queue.first } }

  /// Takes the next item, hollow or not.
  package mutating func popFirst() -> Item? { firstLevel.flatMap { pop($0) } }

  private mutating func pop(_ level: Int) -> Item? {
    count -= 1
    return levels[level].queue.popFirst()
  }

  private var firstLevel: Int? {
    if levels.count == 1 { return count > 0 ? 0 : nil }
    return levels.firstIndex { $0.queue.count > 0 }
  }

  /// Takes the oldest item of the least urgent level that has one which `isWanted`.
  ///
  /// - Complexity: amortized O(levels).
  package mutating func popLeastUrgent(_ isWanted: (Item) -> Bool) -> Item? {
    for level in levels.indices.reversed() {
      while levels[level].queue.count > 0, let item = pop(level) {
        if isWanted(item) { return item }
      }
    }
    return nil
  }

  /// Puts an item, which has another priority than it had, behind those that have it already.
  ///
  /// - Complexity: O(items of the old level).
  package mutating func move(_ item: Item, from old: WorkPriority) {
    if levels[place(old)].queue.remove({ $0 == item }) {
      count -= 1
      append(item)
    }
  }

  /// Notes that a popped item turned out to be hollow.
  package mutating func notePoppedHollow(_ priority: WorkPriority) {
    levels[place(priority)].queue.notePoppedHollow()
  }

  /// Notes that an item lies hollow; sweeps its level when half of a long queue does.
  ///
  /// - Parameters:
  ///   - priority: of the item.
  ///   - isHollow: tells a hollow item.
  package mutating func noteHollow(_ priority: WorkPriority, _ isHollow: (Item) -> Bool) {
    let level = place(priority)
    let before = levels[level].queue.count
    levels[level].queue.noteHollow(isHollow)
    count -= before - levels[level].queue.count
  }

  /// Everything that waits, hollow or not, the next one first.
  package var items: [Item] { levels.flatMap(\.queue.items) }
}
