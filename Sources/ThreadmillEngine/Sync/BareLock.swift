// SPDX-License-Identifier: Apache-2.0

public import Synchronization

/// What a ``Lock`` is made of: one word, without a name and without checks.
///
/// It spins for a bounded time, then sleeps on a futex, and lets newcomers barge in: strict hand-off
/// is 20 to 100 times slower under contention. It lives inline in a final class, next to what it
/// guards. Unlike `Synchronization.Mutex` it is visible to ThreadSanitizer.
///
/// Memory ordering: everything done while it is held is visible to whoever holds it later.
///
/// Source: Drepper, "Futexes Are Tricky" (2011), mutex 2, with a spin of 100 rounds before it.
@usableFromInline
struct BareLock: ~Copyable, Sendable {
  /// 0 free, 1 held, 2 held and somebody may sleep.
  @usableFromInline let word = Atomic<UInt32>(0)

  /// A free lock.
  @inlinable
  init() {}

  /// Runs `body` while holding the lock; it must not take this lock again.
  @inline(__always)
  borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    acquire()
    defer { release() }
    return try body()
  }

  /// Whether somebody holds it.
  var isHeld: Bool { word.load(ordering: .relaxed) != 0 }

  /// Takes the lock if nobody has it.
  @inlinable
  @inline(__always)
  borrowing func tryAcquire() -> Bool {
    // Pairs with the releasing exchange in release().
    word.compareExchange(
      expected: 0,
      desired: 1,
      successOrdering: .acquiring,
      failureOrdering: .relaxed
    ).exchanged
  }

  @inlinable
  @inline(__always)
  borrowing func acquire() { if !tryAcquire() { acquireSlowly() } }

  /// Gives the lock back.
  ///
  /// - Returns: whether somebody had it.
  @inlinable
  @inline(__always)
  @discardableResult
  borrowing func release() -> Bool {
    // Pairs with the acquiring operations.
    let before = word.exchange(0, ordering: .releasing)
    if before == 2 { wakeOne() }
    return before != 0
  }

  @usableFromInline
  @inline(never)
  borrowing func wakeOne() { Futex.wakeOne(word) }

  @usableFromInline
  @inline(never)
  borrowing func acquireSlowly() { if !spin(until: nil) { _ = sleep(until: nil, nil) } }

  /// Waits a moment for the lock, because most are held for less than a sleep costs.
  ///
  /// - Returns: whether it has taken the lock.
  borrowing func spin(until deadline: Deadline?) -> Bool {
    var back = StepBack(pauses: 2, yields: 7)
    while deadline?.hasPassed != true, back.next() {
      if word.load(ordering: .relaxed) == 0 && tryAcquire() { return true }
    }
    return false
  }

  /// Takes the lock, and sleeps until it can.
  ///
  /// - Returns: `called` if it has the lock.
  borrowing func sleep(until deadline: Deadline?, _ interruption: Interruption?) -> WaitEnd {
    while word.exchange(2, ordering: .acquiring) != 0 {
      if interruption?.isRequested == true { return .interrupted }
      if deadline?.hasPassed == true { return .late }
      // Whoever gives up leaves a 2 behind: one wake too many does no harm, one too few would.
      _ = Futex.wait(on: word, while: 2, until: Interruption.nextLook(interruption, deadline))
    }
    return .called
  }
}
