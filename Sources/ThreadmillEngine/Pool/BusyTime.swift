// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The total time one worker has had a task in its hands; written by it, read by anybody.
///
/// One word, so that a reader never sees a stretch twice, or not at all, at the moment it ends.
/// A stretch is one timed task, or many that follow each other so closely that a look at the clock
/// for each would show; their short breaks are counted in.
struct BusyTime: ~Copyable {
  /// At rest twice the total; running twice the moment at which it would have begun, had it been
  /// busy without a break, plus one.
  private let word = Atomic<Int64>(0)
  /// When the last task of a running stretch ended; 0 while a task is in the worker's hands.
  private let breakSince = Atomic<Int64>(0)
  /// The most that was ever shown.
  private let highest = Atomic<Int64>(0)

  /// The longest break that is counted in; longer than a tick of any coarse clock.
  private static var longestBreak: Int64 { 10_000_000 }

  // The rest is for the worker alone, but for shown().

  /// Whether a stretch goes on.
  var isRunning: Bool {
    borrowing get { word.load(ordering: .relaxed) & 1 == 1 }
  }

  /// A task begins at a monotonic nanosecond, or at 0 if it is not timed.
  borrowing func taskBegan(at start: Int64) {
    if start != 0 { endAfterBreak(at: start, orAtOnce: false) }
    if !isRunning { begin(at: start != 0 ? start : MonotonicClock.nanoseconds) }
    // Releases the word; pairs with the acquiring load in shown().
    breakSince.store(0, ordering: .releasing)
  }

  /// A task has ended; the stretch goes on if another one follows closely.
  borrowing func taskEnded(at end: Int64) { breakSince.store(end, ordering: .relaxed) }

  /// Ends the stretch at a monotonic nanosecond, or with its last task if that is long ago.
  borrowing func end(at now: Int64) { endAfterBreak(at: now, orAtOnce: true) }

  private borrowing func begin(at now: Int64) {
    let total = word.load(ordering: .relaxed) >> 1
    word.store((now - total) << 1 | 1, ordering: .relaxed)
  }

  private borrowing func endAfterBreak(at now: Int64, orAtOnce isOver: Bool) {
    guard isRunning else { return }
    let last = breakSince.load(ordering: .relaxed)
    let isLongAgo = last != 0 && now - last >= Self.longestBreak
    guard isOver || isLongAgo else { return }
    let begin = word.load(ordering: .relaxed) >> 1
    word.store(((isLongAgo ? last : now) - begin) << 1, ordering: .relaxed)
  }

  /// The total in nanoseconds; it never falls.
  ///
  /// A worker that is interrupted between its look at the clock and its note of the end has been
  /// shown as busy for longer than it notes: what was shown stays.
  borrowing func shown() -> Int64 {
    // Clock, break, word: in this order a stretch that begins or ends meanwhile is shown too short,
    // never too long.
    let now = MonotonicClock.nanoseconds
    let breakSince = breakSince.load(ordering: .acquiring)
    let word = word.load(ordering: .relaxed)
    let end = breakSince == 0 ? now : min(now, breakSince)
    let total = word & 1 == 1 ? end - word >> 1 : word >> 1
    return highest.max(max(0, total), ordering: .relaxed).newValue
  }
}
