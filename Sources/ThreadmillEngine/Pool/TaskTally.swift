// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillTelemetry

/// How many tasks one worker has started, and what has become of them; written by it, read by anybody.
struct TaskTally: ~Copyable {
  private let started = Atomic<UInt64>(0)
  /// Tasks inside which the worker runs others.
  private let nesting = Atomic<UInt64>(0)
  private let finished = Atomic<UInt64>(0)
  private let failed = Atomic<UInt64>(0)
  private let cancelled = Atomic<UInt64>(0)

  // MARK: For the worker alone

  /// How many tasks it has started; exact for its own thread.
  var startedCount: UInt64 { started.load(ordering: .relaxed) }

  /// Counts a task that begins.
  @inline(__always)
  borrowing func countStart() { Self.increment(started) }

  /// Counts a task that has ended.
  @inline(__always)
  borrowing func count(_ ending: TaskEnding) {
    // Released, so that whoever reads it also reads that the task has been started.
    switch ending {
    case .finished: Self.increment(finished)
    case .failed: Self.increment(failed)
    case .cancelled: Self.increment(cancelled)
    }
  }

  /// Runs other tasks inside of one.
  borrowing func nested(_ body: () -> Void) {
    nesting.store(nesting.load(ordering: .relaxed) + 1, ordering: .relaxed)
    body()
    nesting.store(nesting.load(ordering: .relaxed) - 1, ordering: .relaxed)
  }

  @inline(__always)
  private static func increment(_ counter: borrowing Atomic<UInt64>) {
    counter.store(counter.load(ordering: .relaxed) &+ 1, ordering: .releasing)
  }

  // MARK: For anybody

  /// Adds what the worker has done and what is in its hands: one task, none, or more if it waits inside one
  /// for others and runs them meanwhile.
  ///
  /// A task that has begun while this is read counts as not yet started.
  borrowing func add(to counts: inout TaskCounts) {
    let (finished, failed, cancelled) = ended()
    // Not less than what has ended: those counters were read with acquiring loads, and before.
    let left = started.load(ordering: .relaxed) - finished - failed - cancelled
    counts.finished += finished
    counts.failed += failed
    counts.cancelled += cancelled
    counts.running += min(1 + nesting.load(ordering: .relaxed), left)
  }

  /// Tasks that have ended.
  borrowing func ended() -> (finished: UInt64, failed: UInt64, cancelled: UInt64) {
    (
      finished.load(ordering: .acquiring), failed.load(ordering: .acquiring),
      cancelled.load(ordering: .acquiring)
    )
  }
}
