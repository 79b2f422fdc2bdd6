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

  /// Apart, because as a rule there are no others.
  private var normal = TaskQueue<Item>()
  /// The most urgent first; a level stays once it was used.
  private var others: [Level] = []
  /// Items in all queues, hollow ones included.
  package private(set) var count = 0

  /// An empty queue.
  package init() {}

  /// Changes the queue of a priority, and keeps count.
  @inline(__always)
  private mutating func change<Result>(
    _ priority: WorkPriority,
    _ body: (inout TaskQueue<Item>) -> Result
  ) -> Result {
    guard priority == .normal else { return changeOther(priority, body) }
    let before = normal.count
    let result = body(&normal)
    count += normal.count - before
    return result
  }

  private mutating func changeOther<Result>(
    _ priority: WorkPriority,
    _ body: (inout TaskQueue<Item>) -> Result
  ) -> Result {
    let place = others.firstIndex { $0.priority <= priority } ?? others.count
    if place == others.count || others[place].priority != priority {
      others.insert(Level(priority: priority), at: place)
    }
    let before = others[place].queue.count
    let result = body(&others[place].queue)
    count += others[place].queue.count - before
    return result
  }

  /// Adds an item behind all others of its priority.
  @inline(__always)
  package mutating func append(_ item: Item) {
    if item.priority == .normal {
      normal.append(item)
      count += 1
    } else {
      changeOther(item.priority) { $0.append(item) }
    }
  }

  /// Puts items back before all others of their priority.
  ///
  /// - Parameter items: oldest first.
  package mutating func prepend(_ items: [Item]) {
    for item in items.reversed() { change(item.priority) { $0.prepend([item]) } }
  }

  /// The next item, hollow or not.
  package var first: Item? {
    if others.isEmpty { return normal.first }
    let urgent = others.first { $0.priority > .normal && $0.queue.count > 0 }?.queue.first
    return urgent ?? normal.first ?? others.first { $0.queue.count > 0 }?.queue.first
  }

  /// Takes the next item, hollow or not.
  package mutating func popFirst() -> Item? {
    if others.isEmpty {
      if count > 0 { count -= 1 }
      return normal.popFirst()
    }
    return first.flatMap { item in change(item.priority) { $0.popFirst() } }
  }

  /// Takes the oldest item of the least urgent level that has one which `isWanted`; asked until it is.
  ///
  /// - Complexity: O(items that are not wanted).
  package mutating func removeLeastUrgent(_ isWanted: (Item) -> Bool) -> Item? {
    for priority in ([.normal] + others.map(\.priority)).sorted() {
      if let found = change(priority, { queue in queue.remove(isWanted) }) { return found }
    }
    return nil
  }

  /// Puts an item, which has another priority than it had, behind those that have it already.
  ///
  /// - Complexity: O(items of the old level).
  package mutating func move(_ item: Item, from old: WorkPriority) {
    if change(old, { queue in queue.remove { $0 == item } }) != nil { append(item) }
  }

  /// Notes that a popped item turned out to be hollow.
  package mutating func notePoppedHollow(_ priority: WorkPriority) {
    change(priority) { $0.notePoppedHollow() }
  }

  /// Notes that an item lies hollow; sweeps its level when half of a long queue does.
  ///
  /// - Parameters:
  ///   - priority: of the item.
  ///   - isHollow: tells a hollow item.
  package mutating func noteHollow(_ priority: WorkPriority, _ isHollow: (Item) -> Bool) {
    change(priority) { $0.noteHollow(isHollow) }
  }

  /// Everything that waits, hollow or not, the next one first.
  package var items: [Item] {
    others.lazy.filter { $0.priority > .normal }.flatMap(\.queue.items) + normal.items
      + others.lazy.filter { $0.priority < .normal }.flatMap(\.queue.items)
  }
}
