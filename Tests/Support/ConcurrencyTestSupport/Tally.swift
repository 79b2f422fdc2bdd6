// SPDX-License-Identifier: Apache-2.0

/// A number that threads raise and wait for, and the highest it has ever been.
package final class Tally: Sendable {
  private struct Count {
    var value = 0
    var highest = 0
  }

  private let count = Monitor(Count())

  /// Starts at zero.
  package init() {}

  /// Its present value.
  package var value: Int { count.withLock { $0.value } }

  /// The highest value it has had.
  package var highest: Int { count.withLock { $0.highest } }

  /// Changes it.
  ///
  /// - Returns: the new value.
  @discardableResult
  package func add(_ amount: Int = 1) -> Int {
    count.withLock { count in
      count.value += amount
      count.highest = max(count.highest, count.value)
      return count.value
    }
  }

  /// Blocks until it is `value` or more.
  package func wait(for value: Int) { count.wait { $0.value >= value } }
}
