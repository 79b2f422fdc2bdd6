// SPDX-License-Identifier: Apache-2.0

/// What a consumer has made of an item.
package struct Delivery: Sendable, Hashable {
  /// The item, counted from 0; producer `item % producers` has put it.
  package var item: Int
  /// What has come of it.
  package var result: Int
  /// The thread that took it: no two of a run have the same number.
  package var thread: Int

  /// Creates a delivery.
  package init(item: Int, result: Int, thread: Int) {
    self.item = item
    self.result = result
    self.thread = thread
  }
}

extension [Delivery] {
  /// Compares with what the producers have put: every item is delivered once, with the right result, and
  /// no consumer sees the items of one producer in another order.
  ///
  /// - Parameters:
  ///   - count: items of the round.
  ///   - producers: who share them.
  ///   - lost: items that were given up on purpose, by their number.
  /// - Returns: the first difference in one sentence, or `nil` if there is none.
  package func mismatch(count: Int, producers: Int, lost: [Int] = []) -> String? {
    var fates = Array<Int>(repeating: 0, count: count)
    for item in map(\.item) + lost {
      guard fates.indices.contains(item) else { return "item \(item) was never produced" }
      fates[item] += 1
    }
    if let item = fates.firstIndex(of: 0) { return "item \(item) has vanished" }
    if let item = fates.firstIndex(where: { $0 > 1 }) {
      return "item \(item) was delivered \(fates[item]) times"
    }
    if let wrong = first(where: { $0.result != 2 * $0.item }) {
      return "item \(wrong.item) came to \(wrong.result), expected \(2 * wrong.item)"
    }
    return disorder(producers: producers)
  }

  private func disorder(producers: Int) -> String? {
    var latest: [[Int]: Int] = [:]
    for delivery in self {
      let pair = [delivery.thread, delivery.item % producers]
      if let before = latest[pair], before > delivery.item {
        return "item \(delivery.item) came after item \(before) of the same producer"
      }
      latest[pair] = delivery.item
    }
    return nil
  }
}
