// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Synchronization

/// The CPU time that a worker's thread has received; what anybody has been shown never falls, not
/// even when the thread ends while it is looked at.
struct CPUTime: ~Copyable {
  /// The thread's clock; `Int32.max` before its first instruction.
  private let clock = Atomic<Int32>(Int32.max)
  // One word, so that no reader can show more than the thread leaves behind at its end. Relaxed: it
  // says nothing about other memory.
  /// Nanoseconds shown last; once the thread has ended their complement, which is below 0.
  private let shown = Atomic<Int64>(0)

  /// The thread's first instruction.
  borrowing func begin() { clock.store(tm_thread_cpu_clock(), ordering: .relaxed) }

  /// The thread's last instruction: from now on every reading is the same.
  borrowing func end() {
    let final = tm_thread_cpu_nanoseconds()
    var seen = shown.load(ordering: .relaxed)
    while seen >= 0 {
      let (isDone, now) = shown.compareExchange(
        expected: seen,
        desired: ~max(seen, final),
        ordering: .relaxed
      )
      if isDone { return }
      seen = now
    }
  }

  /// Reads the time.
  ///
  /// - Returns: nanoseconds; `nil` before the thread's first instruction.
  borrowing func read() -> Int64? {
    let clock = clock.load(ordering: .relaxed)
    guard clock != .max else { return nil }
    var seen = shown.load(ordering: .relaxed)
    while seen >= 0 {
      // Gone with its thread, the clock says -1; by then the thread has left its final time.
      let received = max(seen, tm_clock_nanoseconds(clock))
      let (isDone, now) = shown.compareExchange(
        expected: seen,
        desired: received,
        ordering: .relaxed
      )
      if isDone { return received }
      seen = now
    }
    return ~seen
  }
}
