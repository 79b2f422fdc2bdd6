// SPDX-License-Identifier: Apache-2.0

/// How many tasks are where: at every instant the parts add up to `submitted`.
public struct TaskCounts: Sendable, Hashable {
  /// Tasks handed in, refused ones not included.
  public var submitted: UInt64
  /// Tasks that wait for a worker.
  public var queued: UInt64
  /// Tasks in a worker's hands.
  public var running: UInt64
  /// Tasks whose body returned.
  public var finished: UInt64
  /// Tasks whose body threw.
  public var failed: UInt64
  /// Tasks cancelled before they started, or that stopped because they were cancelled.
  public var cancelled: UInt64
  /// Tasks that died with their worker.
  public var lost: UInt64
  /// Tasks refused at submission; they are not part of `submitted`.
  public var rejected: UInt64

  /// Creates counts; all zero unless said.
  public init(
    submitted: UInt64 = 0,
    queued: UInt64 = 0,
    running: UInt64 = 0,
    finished: UInt64 = 0,
    failed: UInt64 = 0,
    cancelled: UInt64 = 0,
    lost: UInt64 = 0,
    rejected: UInt64 = 0
  ) {
    self.submitted = submitted
    self.queued = queued
    self.running = running
    self.finished = finished
    self.failed = failed
    self.cancelled = cancelled
    self.lost = lost
    self.rejected = rejected
  }

  /// Tasks that have ended, however they did.
  public var ended: UInt64 { finished + failed + cancelled + lost }

  /// Whether every submitted task is accounted for exactly once.
  public var isConserved: Bool { submitted == queued + running + ended }

  /// The counts of two pools together.
  public static func + (left: TaskCounts, right: TaskCounts) -> TaskCounts {
    TaskCounts(
      submitted: left.submitted + right.submitted,
      queued: left.queued + right.queued,
      running: left.running + right.running,
      finished: left.finished + right.finished,
      failed: left.failed + right.failed,
      cancelled: left.cancelled + right.cancelled,
      lost: left.lost + right.lost,
      rejected: left.rejected + right.rejected
    )
  }
}
