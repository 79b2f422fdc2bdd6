// SPDX-License-Identifier: Apache-2.0

/// A first-in first-out ring, in which cancelled items lie hollow until they are met or swept out.
///
/// Every operation is O(1) amortized. Own code because it is on the path of every task and
/// because sweeping needs to see the items.
package struct TaskQueue<Item> {
  private var slots: [Item?]
  private var head = 0
  /// Items in the ring, hollow ones included.
  package private(set) var count = 0
  /// Items that were cancelled where they lie, or more: one may have been popped before it was known.
  package private(set) var hollow = 0

  private static var smallest: Int { 64 }

  /// An empty queue.
  package init() { slots = Array(repeating: nil, count: Self.smallest) }

  /// Adds an item behind all others.
  ///
  /// - Complexity: amortized O(1).
  @inline(__always)
  package mutating func append(_ item: Item) {
    if count == slots.count { resize(to: count * 2) }
    slots[(head + count) & (slots.count - 1)] = item
    count += 1
  }

  /// Puts items back before all others.
  ///
  /// - Parameter items: oldest first.
  package mutating func prepend(_ items: [Item]) {
    while count + items.count > slots.count { resize(to: slots.count * 2) }
    for item in items.reversed() {
      head = (head - 1) & (slots.count - 1)
      slots[head] = item
      count += 1
    }
  }

  /// The oldest item, hollow or not.
  package var first: Item? { count > 0 ? slots[head] : nil }

  /// Takes the oldest item, hollow or not.
  package mutating func popFirst() -> Item? {
    guard count > 0 else { return nil }
    let item = slots[head].take()
    head = (head + 1) & (slots.count - 1)
    count -= 1
    // A queue that was once a million long gives its memory back.
    if count == 0 && slots.count > 1 << 16 { resize(to: Self.smallest) }
    return item
  }

  /// Takes the oldest item that `isWanted` out of the ring; asked until it is.
  ///
  /// - Complexity: O(items before it).
  package mutating func remove(_ isWanted: (Item) -> Bool) -> Item? {
    func place(_ offset: Int) -> Int { (head + offset) & (slots.count - 1) }
    let offset = (0..<count).first { slots[place($0)].map(isWanted) ?? false }
    guard let offset else { return nil }
    let found = slots[place(offset)].take()
    for earlier in (0..<offset).reversed() {
      slots[place(earlier + 1)] = slots[place(earlier)].take()
    }
    head = place(1)
    count -= 1
    return found
  }

  /// Notes that a popped item turned out to be hollow.
  package mutating func notePoppedHollow() { hollow = max(0, hollow - 1) }

  /// Notes that an item lies hollow; sweeps when half of a long queue does.
  ///
  /// - Parameter isHollow: tells a hollow item.
  /// - Complexity: amortized O(1).
  package mutating func noteHollow(_ isHollow: (Item) -> Bool) {
    hollow += 1
    if hollow > Self.smallest && hollow * 2 > count { sweep(isHollow) }
  }

  /// Everything in the ring, hollow or not, oldest first.
  package var items: [Item] {
    (0..<count).compactMap { offset in slots[(head + offset) & (slots.count - 1)] }
  }

  private mutating func sweep(_ isHollow: (Item) -> Bool) {
    var kept = 0
    for offset in 0..<count {
      let place = (head + offset) & (slots.count - 1)
      guard let item = slots[place].take() else { continue }
      if !isHollow(item) {
        slots[(head + kept) & (slots.count - 1)] = item
        kept += 1
      }
    }
    count = kept
    hollow = 0
  }

  private mutating func resize(to capacity: Int) {
    var larger: [Item?] = Array(repeating: nil, count: capacity)
    for offset in 0..<count { larger[offset] = slots[(head + offset) & (slots.count - 1)].take() }
    slots = larger
    head = 0
  }
}
