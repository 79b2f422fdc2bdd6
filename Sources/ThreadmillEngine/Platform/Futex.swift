// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Synchronization

/// Sleeping on a word of memory: the only way in which this engine blocks a thread.
///
/// The word is always an `Atomic` that lives in a class instance, so that its address is stable.
enum Futex {
  /// Sleeps while `word` is `expected`, at most until `deadline`; may return early for no reason.
  ///
  /// - Returns: whether the deadline has passed.
  static func wait(
    on word: borrowing Atomic<UInt32>,
    while expected: UInt32,
    until deadline: Deadline? = nil
  ) -> Bool {
    let limit = deadline.map { $0.nanoseconds == .max ? -1 : $0.nanoseconds } ?? -1
    let error = unsafe withUnsafePointer(to: word) { address in
      unsafe tm_futex_wait(address, expected, limit)
    }
    return error == timedOut
  }

  /// Wakes one sleeper of `word`, if there is one.
  static func wakeOne(_ word: borrowing Atomic<UInt32>) {
    unsafe withUnsafePointer(to: word) { address in unsafe tm_futex_wake(address, 1) }
  }

  /// Wakes every sleeper of `word`.
  static func wakeAll(_ word: borrowing Atomic<UInt32>) {
    unsafe withUnsafePointer(to: word) { address in unsafe tm_futex_wake(address, .max) }
  }

  /// ETIMEDOUT on Linux.
  private static let timedOut: Int32 = 110
}
