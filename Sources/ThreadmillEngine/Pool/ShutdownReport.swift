// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// What came of a shutdown.
public struct ShutdownReport: Sendable, Hashable {
  /// Whether every worker has ended.
  ///
  /// If not, a task ignores cancellation, or the caller is itself a task of the pool; the workers
  /// end when their tasks do.
  public var isComplete: Bool
  /// Tasks that were cancelled by this call before they started; not those that are cancelled after
  /// it, because the caller is itself a task of the pool.
  public var neverStarted: Int
  /// All tasks of the pool's life.
  public var counts: TaskCounts
  /// Names of workers that have not ended.
  public var stillRunning: [String]
  /// How long the call took.
  public var elapsed: Duration
}
