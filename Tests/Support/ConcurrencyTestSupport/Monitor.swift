// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A value behind the C library's own mutex and condition.
///
/// The tests of the engine's lock must not stand on the engine's lock, and ThreadSanitizer knows
/// this one by heart.
package final class Monitor<State>: @unchecked Sendable {
  // Safety: `state` is touched only while `mutex` is held; both pointers live as long as the object.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state: State

  /// Guards `state`.
  package init(_ state: sending State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  /// Runs `body` on the value and lets every waiter look again.
  package func withLock<Result>(_ body: (inout State) throws -> sending Result) rethrows
    -> sending Result
  {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(mutex)
    }
    return try body(&state)
  }

  /// Blocks until `isTrue`; a test that waits in vain is ended by its deadline.
  package func wait(until isTrue: (State) -> Bool) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !isTrue(state) { pthread_cond_wait(changed, mutex) }
  }
}
