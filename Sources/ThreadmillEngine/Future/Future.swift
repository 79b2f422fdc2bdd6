// SPDX-License-Identifier: Apache-2.0

/// The read end of a result that is still being made.
///
/// ```swift
/// let future = pool.submit { try parse(file) }
/// let document = try future.wait()          // from a plain thread
/// let document = try await future.value     // from async code
/// ```
///
/// A future ends exactly once and never changes afterwards. Dropping it does not stop the task.
/// Copies are the same future.
///
/// Memory ordering: everything the task did before it ended is visible to whoever has seen its
/// outcome, be it through ``wait()``, ``value``, a callback or ``outcome``.
public struct Future<Success: Sendable, Failure: Error>: Sendable {
  /// How a future ends.
  public typealias Outcome = Result<Success, TaskError<Failure>>

  @usableFromInline let storage: FutureStorage<Success, Failure>

  @inlinable
  init(_ storage: FutureStorage<Success, Failure>) { self.storage = storage }

  /// A future that has ended from the start.
  ///
  /// - Parameter outcome: how it has ended.
  public init(_ outcome: Outcome) {
    storage = FutureStorage()
    storage.settle(outcome)
  }

  /// Where it is in its life; it only moves forward.
  public var state: FutureState { storage.state }

  /// How it ended; `nil` as long as it has not.
  public var outcome: Outcome? { storage.outcome }

  /// Cancels the task if it has not started.
  ///
  /// A task that runs cannot be stopped through its future. What runs is asked to stop by the
  /// shutdown of its pool (``ShutdownLadder/cancel``), by ``Pace/stop()`` or by
  /// ``WorkerThread/cancel()``, and stops where it next waits, reports progress or looks at
  /// ``WorkContext/isCancelled``; then it ends as cancelled.
  ///
  /// - Returns: whether the future is cancelled now: also `true` when it was before, `false` when the
  ///   task runs or has ended, and then nothing has changed.
  @discardableResult
  public func cancel() -> Bool {
    if storage.core.cancel() { return true }
    // A running task that has noticed a request to stop ends as cancelled, too.
    guard case .failure(.cancelled) = outcome else { return false }
    return true
  }

  /// Blocks the calling thread until the future has ended.
  ///
  /// It spins for about one wake of a sleeping thread (20 µs), then sleeps.
  ///
  /// Inside a task of the same pool, its worker runs the awaited task itself if that has not started, so
  /// that tasks may wait for their children however few workers there are. Two tasks that wait for each
  /// other, and two pools whose only workers do, wait for ever; the shutdown ladder still ends in time.
  ///
  /// - Returns: the value.
  /// - Throws: ``TaskError`` if the future ended without one.
  @available(*, noasync, message: "use `value` in async code")
  @inlinable
  public func wait() throws(TaskError<Failure>) -> Success {
    storage.core.wait(until: nil)
    return try storage.settledOutcome.get()
  }

  /// Blocks the calling thread until the future has ended, at most for `limit`.
  ///
  /// Inside a task it helps, as ``wait()`` does, and then takes as long as the task that it runs.
  ///
  /// - Parameter limit: monotonic time; zero or less looks without blocking.
  /// - Returns: the value, or `nil` if the limit has passed first.
  /// - Throws: ``TaskError`` if the future ended without a value.
  @available(*, noasync, message: "use `value` in async code")
  public func wait(upTo limit: Duration) throws(TaskError<Failure>) -> Success? {
    guard storage.core.wait(until: Deadline(after: limit)) else { return nil }
    return try storage.settledOutcome.get()
  }

  /// The value, waiting for it without blocking a thread.
  ///
  /// It is there as soon as the future has ended, whatever callbacks do. Cancelling the awaiting task
  /// has no effect on the future, as with `Task.value`.
  ///
  /// - Throws: ``TaskError`` if the future ended without a value.
  public var value: Success {
    get async throws(TaskError<Failure>) {
      await storage.core.settled()
      return try storage.settledOutcome.get()
    }
  }

  /// Calls `callback` once with the outcome.
  ///
  /// Callbacks run one after another in order of registration: on the thread that ends the future,
  /// which also runs those that come while it does so, and afterwards at once on the thread that
  /// registers. They must not block: they hold up the worker and the callbacks behind them, though
  /// nobody who waits for the outcome.
  ///
  /// - Parameter callback: runs once; short, and it must not block.
  public func onCompletion(_ callback: @escaping @Sendable (Outcome) -> Void) {
    storage.core.onCompletion { [unowned core = storage.core] in
      callback(FutureStorage<Success, Failure>(core: core).settledOutcome)
    }
  }
}

extension Future: Hashable {
  /// Whether both are the same future.
  public static func == (left: Future, right: Future) -> Bool {
    left.storage.core === right.storage.core
  }

  /// Feeds the future's identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(storage.core)) }
}
