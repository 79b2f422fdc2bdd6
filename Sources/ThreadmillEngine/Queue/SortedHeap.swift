// SPDX-License-Identifier: Apache-2.0

/// A binary heap that hands out equals in the order in which they came.
///
/// Every operation is O(log n). Source: Williams, "Heapsort" (1964), with a number for each element.
struct SortedHeap<Element> {
  private struct Entry {
    let element: Element
    let number: UInt64
  }

  private let comesBefore: @Sendable (Element, Element) -> Bool
  private var entries: [Entry] = []
  private var next: UInt64 = 0

  init(by comesBefore: @escaping @Sendable (Element, Element) -> Bool) {
    self.comesBefore = comesBefore
  }

  var count: Int { entries.count }

  private func isBefore(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (entries[left], entries[right])
    if comesBefore(left.element, right.element) { return true }
    return !comesBefore(right.element, left.element) && left.number < right.number
  }

  mutating func insert(_ element: Element) {
    entries.append(Entry(element: element, number: next))
    next += 1
    var place = entries.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard isBefore(place, parent) else { return }
      entries.swapAt(place, parent)
      place = parent
    }
  }

  mutating func removeAll() { entries = [] }

  /// Takes the first element; `nil` if there is none.
  mutating func removeFirst() -> Element? {
    guard let last = entries.popLast() else { return nil }
    guard let first = entries.first else { return last.element }
    entries[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < entries.count && isBefore(child, least) { least = child }
      guard least != place else { return first.element }
      entries.swapAt(place, least)
      place = least
    }
  }
}
