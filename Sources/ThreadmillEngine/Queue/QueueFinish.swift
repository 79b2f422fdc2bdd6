// SPDX-License-Identifier: Apache-2.0

/// How many of a queue's items are done, and who waits for all of them.
struct QueueFinish {
  /// Items that are done, ever.
  private(set) var done = 0
  /// Items that closing at once has dropped.
  private(set) var dropped = 0
  /// Leases that were given up.
  var failed: UInt64 = 0
  private var joiners = WaitLine()

  /// Notes that so many items are done.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - puts: items that were put, ever.
  /// - Returns: who has waited for that; `nil` if so many were not put.
  mutating func markDone(_ count: Int, of puts: Int) -> [Waiter]? {
    guard count <= puts - done else { return nil }
    done += count
    return takeJoiners(ifDone: puts)
  }

  /// Notes that so many items were dropped, and are done by that.
  mutating func drop(_ count: Int, of puts: Int) -> [Waiter] {
    dropped += count
    // Fewer, if somebody has reported items done that nobody had taken.
    done = min(puts, done + count)
    return takeJoiners(ifDone: puts)
  }

  private mutating func takeJoiners(ifDone puts: Int) -> [Waiter] {
    done == puts ? joiners.pop(upTo: .max) : []
  }

  /// A place in the line of those who wait for everything to be done; `nil` if it is.
  mutating func join(_ puts: Int) -> Waiter? { done == puts ? nil : joiners.join() }

  /// - Returns: `false` if it was called before.
  mutating func leave(_ waiter: Waiter) -> Bool { joiners.leave(waiter) }
}
