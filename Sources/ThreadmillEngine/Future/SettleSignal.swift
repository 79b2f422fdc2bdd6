// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The word on which those sleep who wait for a future's outcome.
///
/// Apart from the future so that the spin of a waiter is free of generic code, which the compiler
/// cannot specialize across modules: with it a round trip took ten times as long.
struct SettleSignal: ~Copyable {
  /// 0 open, 1 open and somebody may sleep, 2 settled.
  private let word = Atomic<UInt32>(0)

  /// Whether the outcome can be read.
  ///
  /// Memory ordering: acquires what was done before ``settle()``.
  @inline(__always)
  var isSettled: Bool {
    borrowing get { word.load(ordering: .acquiring) == 2 }
  }

  /// Lets everybody read the outcome; once.
  borrowing func settle() {
    if word.exchange(2, ordering: .acquiringAndReleasing) == 1 { Futex.wakeAll(word) }
  }

  /// Blocks until the outcome can be read.
  ///
  /// - Returns: `false` if `deadline` has passed first.
  borrowing func wait(until deadline: Deadline?) -> Bool {
    var backoff = Backoff()
    while !isSettled {
      if deadline?.hasPassed == true { return false }
      if backoff.spin() { continue }
      let (_, seen) = word.compareExchange(expected: 0, desired: 1, ordering: .relaxed)
      if seen != 2 { _ = Futex.wait(on: word, while: 1, until: deadline) }
    }
    return true
  }
}
