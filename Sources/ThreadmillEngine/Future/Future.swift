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
  public init(_ outcome: Outcome) {
    storage = FutureStorage(name: nil, body: nil)
    storage.settle(outcome)
  }

  /// Where it is in its life; it only moves forward.
  public var state: FutureState { storage.state }

  /// How it ended; `nil` as long as it has not.
  public var outcome: Outcome? { storage.outcome }

  /// Cancels the task if it has not started.
  ///
  /// - Returns: whether the future is cancelled now: also `true` when it was before, `false` when the
  ///   task runs or has ended, and then nothing has changed.
  @discardableResult
  public func cancel() -> Bool {
    if storage.cancel() { return true }
    // A running task that has noticed a request to stop ends as cancelled, too.
    guard case .failure(.cancelled) = outcome else { return false }
    return true
  }

  /// Blocks the calling thread until the future has ended.
  ///
  /// It spins for about one wake of a sleeping thread (20 µs), then sleeps. Inside a task it occupies
  /// the worker: a task that waits for a later one on a full pool waits for ever.
  ///
  /// - Returns: the value.
  /// - Throws: ``TaskError`` if the future ended without one.
  @available(*, noasync, message: "use `value` in async code")
  @inlinable
  public func wait() throws(TaskError<Failure>) -> Success {
    while !storage.wait(until: nil) {}
    return try storage.settledOutcome.get()
  }

  /// Blocks the calling thread until the future has ended, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero or less looks without blocking.
  /// - Returns: the value, or `nil` if the limit has passed first.
  /// - Throws: ``TaskError`` if the future ended without a value.
  @available(*, noasync, message: "use `value` in async code")
  public func wait(upTo limit: Duration) throws(TaskError<Failure>) -> Success? {
    guard storage.wait(until: Deadline(after: limit)) else { return nil }
    return try storage.settledOutcome.get()
  }

  /// The value, waiting for it without blocking a thread.
  ///
  /// Cancelling the awaiting task has no effect on the future, as with `Task.value`.
  ///
  /// - Throws: ``TaskError`` if the future ended without a value.
  public var value: Success {
    get async throws(TaskError<Failure>) {
      let outcome = await unsafe withUnsafeContinuation {
        (waiter: UnsafeContinuation<Outcome, Never>) in
        storage.onCompletion { [storage] in
          unsafe waiter.resume(returning: storage.settledOutcome)
        }
      }
      return try outcome.get()
    }
  }

  /// Calls `callback` once with the outcome.
  ///
  /// Callbacks run one after another in order of registration, on the thread that ends the future,
  /// or at once on this thread if it has ended. They must not block.
  public func onCompletion(_ callback: @escaping @Sendable (Outcome) -> Void) {
    storage.onCompletion { [unowned storage] in callback(storage.settledOutcome) }
  }
}

extension Future: Hashable {
  /// Whether both are the same future.
  public static func == (left: Future, right: Future) -> Bool { left.storage === right.storage }

  /// Feeds the future's identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(storage)) }
}
