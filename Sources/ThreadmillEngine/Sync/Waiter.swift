// SPDX-License-Identifier: Apache-2.0

/// One who waits, be it a thread or a suspended task, until it is called.
///
/// Memory ordering: what was done before the call is visible to whoever was called.
struct Waiter: Sendable {
  /// Its place in the line in which it waits, if it is in one.
  let number: UInt64
  private let signal = FutureStorage<Void, Never>()

  init(number: UInt64 = 0) { self.number = number }

  /// Lets it go on; a second call does nothing.
  func call() { signal.settle(.success(())) }

  /// Whether it has been called.
  var isCalled: Bool { signal.core.isSettled }

  static func == (left: Waiter, right: Waiter) -> Bool { left.signal.core === right.signal.core }

  /// Blocks until it is called, `deadline` has passed, or its task is asked to stop.
  func sleep(until deadline: Deadline?, _ interruption: Interruption?) -> WaitEnd {
    while true {
      if interruption?.isRequested == true && !isCalled { return .interrupted }
      if signal.core.wait(until: Interruption.nextLook(interruption, deadline)) { return .called }
      if deadline?.hasPassed == true { return .late }
    }
  }

  /// Suspends until it is called, `deadline` has passed, or the asynchronous task is cancelled.
  func suspend(until deadline: Deadline?) async -> WaitEnd {
    if await signal.core.settled(until: deadline, isCancellable: true) { return .called }
    return Task.isCancelled ? .interrupted : .late
  }
}
