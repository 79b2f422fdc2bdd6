// SPDX-License-Identifier: Apache-2.0

/// Those who wait for the same thing, first come first served; guarded by its owner's lock.
///
/// Whoever gives up leaves the line under that lock. If it is not there any more it was called, and has
/// what it waited for: so nothing is given to somebody who is gone.
struct WaitLine {
  private var waiters: [Waiter] = []

  var isEmpty: Bool { waiters.isEmpty }
  var count: Int { waiters.count }

  /// Adds one who waits, behind all others.
  mutating func join() -> Waiter {
    let waiter = Waiter()
    waiters.append(waiter)
    return waiter
  }

  /// Takes who has waited longest.
  mutating func popFirst() -> Waiter? { waiters.isEmpty ? nil : waiters.removeFirst() }

  /// Takes so many of those who have waited longest.
  mutating func pop(upTo count: Int) -> [Waiter] {
    let called = Array(waiters.prefix(count))
    waiters.removeFirst(called.count)
    return called
  }

  /// Lets one go who does not want to wait any more.
  ///
  /// - Returns: `false` if it was called before.
  mutating func leave(_ waiter: Waiter) -> Bool {
    guard let place = waiters.firstIndex(where: { $0 == waiter }) else { return false }
    waiters.remove(at: place)
    return true
  }
}
