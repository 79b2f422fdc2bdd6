// SPDX-License-Identifier: Apache-2.0

/// Where a future is in its life, in one word, and every step it may take; pure.
///
/// ```text
///            starting()             announced
///  pending ──────────▶ running ──────────────────▶ settled
///     │                   │ ending()                 ▲
///     └── cancelling(), refusing(), ending() ──▶ ending ┘
/// ```
///
/// While `ending`, one thread has the right to write the outcome; nobody can read it yet. One word,
/// because a task passes through here twice, on two processors: a lock would be taken four times.
package struct FutureWord: RawRepresentable, Hashable, Sendable {
  /// Where the future is; it only moves forward.
  package enum Phase: UInt32, Hashable, Sendable { case pending, running, ending, settled }

  package let rawValue: UInt32

  /// Any word; a new future is 0.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  private static let phaseMask: UInt32 = 0b11
  private static let startedBit: UInt32 = 1 << 2
  private static let cancelledBit: UInt32 = 1 << 3
  private static let refusedBit: UInt32 = 1 << 4
  private static let enteringBit: UInt32 = 1 << 5
  private static let queuedBit: UInt32 = 1 << 6
  /// Somebody may sleep on the word.
  package static let sleepersBit: UInt32 = 1 << 7
  /// Somebody may have left word of what to run at the end.
  package static let noticesBit: UInt32 = 1 << 8

  /// What is added to the word to let everybody read the outcome of a `running` future.
  package static let settledFromRunning = Phase.settled.rawValue - Phase.running.rawValue
  /// What is added to the word to let everybody read the outcome of an `ending` future.
  package static let settledFromEnding = Phase.settled.rawValue - Phase.ending.rawValue

  /// Where the future is.
  package var phase: Phase { Phase(rawValue: rawValue & Self.phaseMask) ?? .pending }
  /// Whether the outcome can be read.
  package var isSettled: Bool { rawValue & Self.phaseMask == Phase.settled.rawValue }
  /// Whether the work has ever been started.
  package var hasStarted: Bool { rawValue & Self.startedBit != 0 }
  /// Whether it was cancelled before it started.
  package var isCancelled: Bool { rawValue & Self.cancelledBit != 0 }
  /// Whether no pool has taken it.
  package var isRefused: Bool { rawValue & Self.refusedBit != 0 }
  /// Whether a pool is about to put it into its queue.
  package var isEntering: Bool { rawValue & Self.enteringBit != 0 }
  /// Whether it lies in the queue of a pool, or did until it was started or ended.
  package var isQueued: Bool { rawValue & Self.queuedBit != 0 }
  /// Whether somebody may sleep on the word.
  package var mayHaveSleepers: Bool { rawValue & Self.sleepersBit != 0 }
  /// Whether somebody may have left word of what to run at the end.
  package var mayHaveNotices: Bool { rawValue & Self.noticesBit != 0 }

  // Every step answers the next word, or `nil` if the step may not be taken.

  /// The work starts.
  package func starting() -> FutureWord? {
    phase == .pending ? moved(to: .running, adding: Self.startedBit) : nil
  }

  /// A future that has not started is cancelled.
  package func cancelling() -> FutureWord? {
    phase == .pending ? moved(to: .ending, adding: Self.cancelledBit) : nil
  }

  /// A future that has not started is ended as refused.
  package func refusing() -> FutureWord? {
    phase == .pending ? moved(to: .ending, adding: Self.refusedBit) : nil
  }

  /// A future that has not started is ended for another reason.
  package func abandoning() -> FutureWord? {
    phase == .pending ? moved(to: .ending, adding: 0) : nil
  }

  /// Somebody who is no worker ends it, started or not.
  package func ending() -> FutureWord? {
    phase == .pending || phase == .running ? moved(to: .ending, adding: 0) : nil
  }

  /// A pool is about to put it into its queue.
  package func entering() -> FutureWord? {
    guard phase == .pending && !isEntering && !isQueued else { return nil }
    return FutureWord(rawValue: rawValue | Self.enteringBit)
  }

  /// It lies in a queue now.
  package func queued() -> FutureWord {
    FutureWord(rawValue: rawValue & ~Self.enteringBit | Self.queuedBit)
  }

  /// Somebody is about to sleep until the outcome can be read.
  package func withSleepers() -> FutureWord? {
    isSettled ? nil : FutureWord(rawValue: rawValue | Self.sleepersBit)
  }

  private func moved(to phase: Phase, adding bits: UInt32) -> FutureWord {
    FutureWord(rawValue: rawValue & ~Self.phaseMask | phase.rawValue | bits)
  }
}
