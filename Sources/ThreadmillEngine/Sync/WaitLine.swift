// SPDX-License-Identifier: Apache-2.0

/// Those who wait for the same thing, first come first served; guarded by its owner's lock.
///
/// Whoever gives up leaves the line under that lock. If it is not there any more it was called, and has
/// what it waited for: so nothing is given to somebody who is gone.
///
/// Each has a number in the order in which they came. Joining and leaving is O(1), calling the first amortized.
struct WaitLine {
  private var waiters: [UInt64: Waiter] = [:]
  /// Nobody has a lower number.
  private var first: UInt64 = 0
  private var next: UInt64 = 0

  var isEmpty: Bool { waiters.isEmpty }
  var count: Int { waiters.count }

  /// Adds one who waits, behind all others.
  mutating func join() -> Waiter {
    let waiter = Waiter(number: next)
    waiters[next] = waiter
    next += 1
    return waiter
  }

  /// Takes who has waited longest.
  mutating func popFirst() -> Waiter? {
    guard !waiters.isEmpty else { return nil }
    while first < next {
      defer { first += 1 }
      if let waiter = waiters.removeValue(forKey: first) { return waiter }
    }
    return nil
  }

  /// Takes so many of those who have waited longest.
  mutating func pop(upTo count: Int) -> [Waiter] {
    var called: [Waiter] = []
    while called.count < count, let waiter = popFirst() { called.append(waiter) }
    return called
  }

  /// Lets one go who does not want to wait any more.
  ///
  /// - Returns: `false` if it was called before.
  mutating func leave(_ waiter: Waiter) -> Bool {
    waiters.removeValue(forKey: waiter.number) != nil
  }
}
