// SPDX-License-Identifier: Apache-2.0

/// What is to run once a future's outcome can be read, without threads or clocks.
///
/// One thread runs what it takes from here; what is added meanwhile goes to the end of that thread's
/// list, so that callbacks always run one after another in order of registration.
package struct NoticeList<Notice> {
  private var waiters: [(key: ObjectIdentifier?, notice: Notice)] = []
  private var callbacks: [Notice] = []
  /// Whether the outcome can be read: from then on, who waits for it alone need not wait.
  private var isAnnounced = false
  /// Whether all has been run, so that whoever comes later runs its own.
  package private(set) var isOver = false

  /// An empty list.
  package init() {}

  /// Takes what to run next, in order: waiters, then callbacks; an empty answer is the last one.
  package mutating func takeAll() -> [Notice] {
    isAnnounced = true
    guard !callbacks.isEmpty || !waiters.isEmpty else {
      isOver = true
      return []
    }
    defer {
      callbacks = []
      waiters = []
    }
    return waiters.map(\.notice) + callbacks
  }

  /// Registers somebody who only waits for the outcome, and therefore not behind callbacks.
  ///
  /// - Parameters:
  ///   - waiter: what to run.
  ///   - key: for ``removeWaiters(_:)``.
  /// - Returns: whether the outcome is there already, and the caller has to run it now.
  package mutating func addWaiter(_ waiter: Notice, key: ObjectIdentifier? = nil) -> Bool {
    guard !isAnnounced else { return true }
    waiters.append((key, waiter))
    return false
  }

  /// Forgets those registered under `key`.
  ///
  /// - Complexity: O(waiters of this future), as a rule one.
  package mutating func removeWaiters(_ key: ObjectIdentifier) {
    waiters.removeAll { $0.key == key }
  }

  /// Registers a callback.
  ///
  /// - Returns: whether the caller has to run it now.
  package mutating func add(_ callback: Notice) -> Bool {
    guard !isOver else { return true }
    callbacks.append(callback)
    return false
  }
}
