// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A mutual exclusion lock of one word.
///
/// It spins for a bounded time, then sleeps on a futex, and lets newcomers barge in: strict hand-off
/// is 20 to 100 times slower under contention. It lives inline in a final class, next to what it
/// guards. It is not recursive. Unlike `Synchronization.Mutex` it is visible to ThreadSanitizer.
///
/// Memory ordering: everything done inside one `withLock` is visible inside every later one.
///
/// Source: Drepper, "Futexes Are Tricky" (2011), mutex 2, with a spin of 100 rounds before it.
public struct Lock: ~Copyable, Sendable {
  /// 0 free, 1 held, 2 held and somebody may sleep.
  private let word = Atomic<UInt32>(0)

  /// Creates a free lock.
  public init() {}

  /// Runs `body` while holding the lock.
  ///
  /// - Parameter body: Short, without I/O and without foreign code; it must not take this lock again.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; the lock is released either way.
  /// - Complexity: one atomic operation each way when nobody else wants the lock.
  @inline(__always)
  public borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    acquire()
    defer { release() }
    return try body()
  }

  @inline(__always)
  borrowing func acquire() {
    // Pairs with the releasing exchange in release().
    let (taken, _) = word.compareExchange(
      expected: 0,
      desired: 1,
      successOrdering: .acquiring,
      failureOrdering: .relaxed
    )
    if !taken { acquireSlowly() }
  }

  @inline(__always)
  borrowing func release() {
    // Pairs with the acquiring operations in acquire() and acquireSlowly().
    if word.exchange(0, ordering: .releasing) == 2 { Futex.wakeOne(word) }
  }

  @inline(never)
  private borrowing func acquireSlowly() {
    var backoff = Backoff(upTo: 100)
    while backoff.spin() {
      guard word.load(ordering: .relaxed) == 0 else { continue }
      let (taken, _) = word.compareExchange(
        expected: 0,
        desired: 1,
        successOrdering: .acquiring,
        failureOrdering: .relaxed
      )
      if taken { return }
    }
    while word.exchange(2, ordering: .acquiring) != 0 { _ = Futex.wait(on: word, while: 2) }
  }
}
