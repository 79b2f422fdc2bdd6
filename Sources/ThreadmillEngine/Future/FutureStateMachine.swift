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
  package enum Phase: Hashable, Sendable { case pending, running, notifying, settled }

  package private(set) var phase = Phase.pending
  /// Whether the work has ever been started.
  package private(set) var hasStarted = false
  /// Whether it was cancelled before it started.
  package private(set) var isCancelled = false
  private var callbacks: [Callback] = []

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

  /// Takes the callbacks to run next, in order; an empty answer ends the notification.
  package mutating func takeCallbacks() -> [Callback] {
    guard !callbacks.isEmpty else {
      phase = .settled
      return []
    }
    defer { callbacks = [] }
    return callbacks
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
