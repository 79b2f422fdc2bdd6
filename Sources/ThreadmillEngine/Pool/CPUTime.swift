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
  /// The sleep in which the clock was found standing; no worker has slept that often.
  private let standsIn = Atomic<UInt32>(.max)

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
  /// Asking the system costs 0.5 µs a worker, most of a picture of a thousand. So a clock that did not
  /// move from one reading to the next within one sleep is not asked again before the next one: what
  /// may be missing meanwhile are the instructions with which a thread that was interrupted on its way
  /// to sleep got there.
  ///
  /// - Parameter sleep: A number that is another one for each sleep of the worker; `nil` unless it
  ///   sleeps.
  /// - Returns: nanoseconds; `nil` before the thread's first instruction.
  borrowing func read(in sleep: UInt32? = nil) -> Int64? {
    let clock = clock.load(ordering: .relaxed)
    guard clock != .max else { return nil }
    var seen = shown.load(ordering: .relaxed)
    let before = seen
    if let sleep, seen >= 0, standsIn.load(ordering: .relaxed) == sleep { return seen }
    while seen >= 0 {
      // Gone with its thread, the clock says -1; by then the thread has left its final time.
      let received = max(seen, tm_clock_nanoseconds(clock))
      let (isDone, now) = shown.compareExchange(
        expected: seen,
        desired: received,
        ordering: .relaxed
      )
      if isDone {
        if let sleep, received == before { standsIn.store(sleep, ordering: .relaxed) }
        return received
      }
      seen = now
    }
    return ~seen
  }
}
