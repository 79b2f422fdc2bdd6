// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// What every pool can do, whatever its workers are made of.
///
/// Every method may be called from any thread. A task that waits for others of its own pool, be it for
/// a future or in `map` or `results`, runs those itself that have not started.
///
/// Implementations keep these promises:
/// * an accepted task starts at most once and ends exactly once;
/// * of what is queued the most urgent starts first, and equals in the order of their submission; where
///   tasks take less than 1 µs, workers may take up to 32 at a time;
/// * at every instant ``PoolSnapshot/counts`` are conserved;
/// * no sequence of resize, pause, cancel and shutdown loses a task.
public protocol WorkerPool: AnyObject, Sendable {
  /// Hands in a task made of a value that could also cross a process boundary.
  ///
  /// - Parameters:
  ///   - work: what to run.
  ///   - name: shown beside its worker.
  /// - Returns: its future; a refusal arrives there, as ``TaskError/shutDown``.
  func submit<Work: PortableWork>(
    _ work: Work,
    name: String?
  ) -> Future<Work.Output, Work.Failure>

  /// Changes the number of workers while the pool works; loses and kills nothing.
  ///
  /// - Parameter workers: 1 or more; the pool says how many at most.
  /// - Throws: ``PoolError``; then the pool is as before.
  func resize(to workers: Int) throws(PoolError)

  /// Lets no further task start; those that run go on.
  func pause()

  /// Lets tasks start again.
  func resume()

  /// Lets some of what is queued start although the pool is paused; it stays paused.
  ///
  /// - Parameter count: how many tasks, of those that are queued now; below 1 is none.
  func step(_ count: Int)

  /// The pool at this instant.
  ///
  /// Costs O(workers), about 1 µs each. Tasks run on meanwhile; submissions and workers between two
  /// tasks wait for the moment in which the workers are listed.
  ///
  /// - Returns: its workers and its counts.
  func snapshot() -> PoolSnapshot

  /// Listens to what happens from now on, until the feed is dropped.
  ///
  /// - Returns: what will be recorded.
  func events() -> EventFeed

  /// Ends the pool: takes no further tasks, then climbs `ladder`.
  ///
  /// May be called again and from anywhere; from inside a task of the pool it does not wait.
  /// A paused pool runs on.
  ///
  /// - Parameter ladder: how politely.
  /// - Returns: what became of tasks and workers.
  @discardableResult
  func shutdown(_ ladder: ShutdownLadder) -> ShutdownReport
}
