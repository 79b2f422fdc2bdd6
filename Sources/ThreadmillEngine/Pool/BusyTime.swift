// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The total time one worker has had a task in its hands; written by it, read by anybody.
///
/// One word, so that a reader never sees a stretch twice, or not at all, at the moment it ends.
struct BusyTime: ~Copyable {
  /// At rest twice the total; running twice the moment at which it would have begun, had it been busy
  /// without a break, plus one.
  private let word = Atomic<Int64>(0)
  /// The most that was ever shown.
  private let highest = Atomic<Int64>(0)

  var isRunning: Bool {
    borrowing get { word.load(ordering: .relaxed) & 1 == 1 }
  }

  /// Begins a stretch at a monotonic nanosecond; for the worker alone, when none is running.
  borrowing func begin(at now: Int64) {
    let total = word.load(ordering: .relaxed) >> 1
    word.store((now - total) << 1 | 1, ordering: .relaxed)
  }

  /// Ends the stretch, if one is running; for the worker alone.
  borrowing func end(at now: Int64) {
    guard isRunning else { return }
    let begin = word.load(ordering: .relaxed) >> 1
    word.store((now - begin) << 1, ordering: .relaxed)
  }

  /// The total in nanoseconds; it never falls.
  ///
  /// A worker that is interrupted between its look at the clock and its note of the end has been shown
  /// as busy for longer than it notes: what was shown stays.
  borrowing func shown() -> Int64 {
    let word = word.load(ordering: .relaxed)
    let total = word & 1 == 1 ? MonotonicClock.nanoseconds - word >> 1 : word >> 1
    return highest.max(max(0, total), ordering: .relaxed).newValue
  }
}
