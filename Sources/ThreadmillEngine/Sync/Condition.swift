// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Waiting until something guarded by a ``Lock`` has changed.
///
/// A sequence word and a futex. A waiter reads the word while it holds the lock, so that no
/// notification after that can be missed. Waits may return for no reason: always wait in a loop on
/// the predicate.
///
/// Memory ordering: what the notifier did before it released the lock is visible to the waiter.
public struct Condition: ~Copyable, Sendable {
  private let sequence = Atomic<UInt32>(0)

  /// Creates a condition that nobody waits for.
  public init() {}

  /// Releases `lock`, sleeps until notified, and takes the lock again.
  ///
  /// - Parameters:
  ///   - lock: held by the caller, before and afterwards.
  ///   - limit: gives up after so long; `nil` waits for ever, negative counts as zero.
  /// - Returns: `false` if the limit has passed.
  @available(*, noasync)
  public borrowing func wait(releasing lock: borrowing Lock, upTo limit: Duration? = nil) -> Bool {
    wait(releasing: lock, until: Deadline(after: limit))
  }

  borrowing func wait(releasing lock: borrowing Lock, until deadline: Deadline?) -> Bool {
    // Relaxed: the lock orders this read before any notifier's change.
    let seen = sequence.load(ordering: .relaxed)
    lock.release()
    let isTooLate = Futex.wait(on: sequence, while: seen, until: deadline)
    lock.acquire()
    return !isTooLate
  }

  /// Wakes one waiter, if there is one; best called after the lock is released.
  public borrowing func notifyOne() {
    sequence.wrappingAdd(1, ordering: .relaxed)
    Futex.wakeOne(sequence)
  }

  /// Wakes every waiter; best called after the lock is released.
  public borrowing func notifyAll() {
    sequence.wrappingAdd(1, ordering: .relaxed)
    Futex.wakeAll(sequence)
  }
}
