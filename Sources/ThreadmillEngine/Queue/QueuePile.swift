// SPDX-License-Identifier: Apache-2.0

/// The items of a queue that does not hand out first what came first.
struct QueuePile<Element> {
  /// Only where items are sorted.
  private var heap: SortedHeap<Element>?
  private var stack: [Element] = []

  init(_ order: QueueOrder<Element>) {
    if case .sorted(let comesBefore) = order { heap = SortedHeap(by: comesBefore) }
  }

  mutating func add(_ element: Element) {
    if heap == nil { stack.append(element) } else { heap?.insert(element) }
  }

  /// Takes all items, as they lie.
  mutating func takeAll() -> QueuePile {
    let all = self
    heap?.removeAll()
    stack = []
    return all
  }

  /// Takes the next item; `nil` if there is none.
  mutating func take() -> Element? { heap == nil ? stack.popLast() : heap?.removeFirst() }
}
