// SPDX-License-Identifier: Apache-2.0

/// The transitions of a future, without threads, values or clocks.
///
/// ```text
///            start()              settle()
///  pending ──────────▶ running ──────────▶ notifying ──▶ settled
///     │ cancel(), settle()                     ▲
///     └────────────────────────────────────────┘
/// ```
///
/// While `notifying`, one thread runs callbacks; a callback added meanwhile goes to the end of that
/// thread's list, so that callbacks always run one after another in order of registration.
package struct FutureStateMachine<Callback> {
  /// Where the future is in its life.
  package enum Phase: Hashable, Sendable { case pending, running, notifying, settled }

  /// Where the future is; it only moves forward.
  package private(set) var phase = Phase.pending
  /// Whether the work has ever been started.
  package private(set) var hasStarted = false
  /// Whether it was cancelled before it started.
  package private(set) var isCancelled = false
  /// Whether the outcome can be read: from then on, who waits for it alone need not wait.
  private var isAnnounced = false
  private var waiters: [(key: ObjectIdentifier?, waiter: Callback)] = []
  private var callbacks: [Callback] = []

  /// A future that is pending.
  package init() {}

  /// Marks the start of the work.
  ///
  /// - Returns: `false` if it must not start, because it is cancelled or has been started.
  package mutating func start() -> Bool {
    guard phase == .pending else { return false }
    phase = .running
    hasStarted = true
    return true
  }

  /// Ends the life of a future that has not started.
  ///
  /// - Returns: whether the caller has to settle it as cancelled and run the callbacks.
  package mutating func cancel() -> Bool {
    guard phase == .pending else { return false }
    phase = .notifying
    isCancelled = true
    return true
  }

  /// Ends the life of a future.
  ///
  /// - Returns: whether the caller has to publish its outcome and run the callbacks; `false` if the
  ///   future has ended before.
  package mutating func settle() -> Bool {
    guard phase == .pending || phase == .running else { return false }
    phase = .notifying
    return true
  }

  /// Takes what to run next, in order: waiters, then callbacks; an empty answer ends the notification.
  package mutating func takeCallbacks() -> [Callback] {
    isAnnounced = true
    guard !callbacks.isEmpty || !waiters.isEmpty else {
      phase = .settled
      return []
    }
    defer {
      callbacks = []
      waiters = []
    }
    return waiters.map(\.waiter) + callbacks
  }

  /// Registers somebody who only waits for the outcome, and therefore not behind callbacks.
  ///
  /// - Parameters:
  ///   - waiter: what to run.
  ///   - key: for ``removeWaiters(_:)``.
  /// - Returns: whether the outcome is there already, and the caller has to run it now.
  package mutating func addWaiter(_ waiter: Callback, key: ObjectIdentifier? = nil) -> Bool {
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
  package mutating func add(_ callback: Callback) -> Bool {
    guard phase != .settled else { return true }
    callbacks.append(callback)
    return false
  }
}
