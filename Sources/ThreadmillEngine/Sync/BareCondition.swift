// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Waiting until something guarded by a ``BareLock`` has changed, at the least price.
///
/// A sequence word and a futex. A waiter reads the word while it holds the lock, so that no
/// notification after that can be missed. Waits may return for no reason, and a notification of one may
/// wake more: always wait in a loop on the predicate. ``Condition`` is exact instead.
///
/// Memory ordering: what the notifier did before it released the lock is visible to the waiter.
@usableFromInline
struct BareCondition: ~Copyable, Sendable {
  private let sequence = Atomic<UInt32>(0)

  init() {}

  /// Releases `lock`, sleeps until notified, and takes the lock again.
  ///
  /// - Returns: `false` if `deadline` has passed.
  borrowing func wait(releasing lock: borrowing BareLock, until deadline: Deadline?) -> Bool {
    // Relaxed: the lock orders this read before any notifier's change.
    let seen = sequence.load(ordering: .relaxed)
    lock.release()
    let isTooLate = Futex.wait(on: sequence, while: seen, until: deadline)
    lock.acquire()
    return !isTooLate
  }

  /// Wakes one waiter, if there is one; best called after the lock is released.
  borrowing func notifyOne() {
    sequence.wrappingAdd(1, ordering: .relaxed)
    Futex.wakeOne(sequence)
  }

  /// Wakes every waiter; best called after the lock is released.
  borrowing func notifyAll() {
    sequence.wrappingAdd(1, ordering: .relaxed)
    Futex.wakeAll(sequence)
  }
}
