// SPDX-License-Identifier: Apache-2.0

/// Items that nobody will take: what is freed with them may be somebody's code, and runs without a lock.
struct QueueDrop<Element> {
  var items: [Element] = []
  var pile: QueuePile<Element>?
  var count = 0
}
