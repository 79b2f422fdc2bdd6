// SPDX-License-Identifier: Apache-2.0

/// A value behind a lock, for the paths that every task takes.
///
/// Where a class would check at run time that nobody else is at its property (10 ns each time), the
/// lock has seen to it. Unlike ``Guarded`` it says nothing of what leaves it: its owner does.
@safe
struct Locked<State>: ~Copyable, @unchecked Sendable {
  // Safety: touched only between acquire and release of `lock`.
  private let state: UnsafeMutablePointer<State>
  /// For waits on a ``Condition``.
  let lock = Lock()

  init(_ state: State) {
    unsafe self.state = .allocate(capacity: 1)
    unsafe self.state.initialize(to: state)
  }

  deinit {
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// Runs `body` on the value while holding the lock.
  ///
  /// - Parameter body: short, without foreign code; it must not take this lock again.
  @inline(__always)
  borrowing func withLock<Result, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.acquire()
    defer { lock.release() }
    return try unsafe body(&state.pointee)
  }

  /// Sleeps until `condition` holds; it is asked again after every notification of `changed`.
  ///
  /// - Returns: `false` if `deadline` has passed first.
  borrowing func wait(
    for changed: borrowing Condition,
    until deadline: Deadline?,
    _ condition: (inout State) -> Bool
  ) -> Bool {
    lock.acquire()
    defer { lock.release() }
    while unsafe !condition(&state.pointee) {
      if deadline?.hasPassed == true { return false }
      _ = changed.wait(releasing: lock, until: deadline)
    }
    return true
  }
}
