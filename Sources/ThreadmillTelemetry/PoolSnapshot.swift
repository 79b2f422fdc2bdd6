// SPDX-License-Identifier: Apache-2.0

/// A pool at one instant.
///
/// The counts are exact and conserved (``TaskCounts/isConserved``). The workers are read one after
/// another without stopping them, so a worker's own state may be a few microseconds younger.
public struct PoolSnapshot: Sendable, Hashable {
  /// The pool's name.
  public var name: String
  /// Monotonic time at which it was taken; only differences mean something.
  public var takenAt: Duration
  /// How many workers the pool was last asked to have.
  public var targetWorkers: Int
  /// The workers, in order of their index; retiring ones are included until they end.
  public var workers: [WorkerSnapshot]
  /// What workers that have ended leave behind.
  public var retired: WorkerTotals
  /// How many tasks are where.
  public var counts: TaskCounts
  /// Whether workers start no further tasks until the pool is resumed.
  public var isPaused: Bool
  /// Whether the pool takes no further tasks.
  public var isShutDown: Bool
  /// One task in so many carries timestamps, at the worker that times the fewest: 1 means all.
  public var timestampStride: Int

  /// Creates a picture of a pool.
  public init(
    name: String,
    takenAt: Duration,
    targetWorkers: Int,
    workers: [WorkerSnapshot],
    retired: WorkerTotals = WorkerTotals(),
    counts: TaskCounts,
    isPaused: Bool = false,
    isShutDown: Bool = false,
    timestampStride: Int = 1
  ) {
    self.name = name
    self.takenAt = takenAt
    self.targetWorkers = targetWorkers
    self.workers = workers
    self.retired = retired
    self.counts = counts
    self.isPaused = isPaused
    self.isShutDown = isShutDown
    self.timestampStride = timestampStride
  }

  /// What all workers of the pool's life add up to; nothing in it ever falls.
  ///
  /// - Complexity: O(workers).
  public var totals: WorkerTotals { workers.reduce(retired) { $0 + WorkerTotals($1) } }
}
