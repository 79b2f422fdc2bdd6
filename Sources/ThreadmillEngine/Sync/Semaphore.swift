// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// A number of permits: who takes the last one lets the others wait.
///
/// ```swift
/// let connections = try Semaphore(permits: 4, name: "connections")
/// let page = connections.withPermit { download("index.html") }
/// ```
///
/// First come, first served. ``BoundedSemaphore`` refuses permits that were never taken.
///
/// Memory ordering: what was done before a permit was given back is visible to whoever takes it.
public final class Semaphore: Sendable {
  private let core: SemaphoreCore

  /// Creates a semaphore.
  ///
  /// - Parameters:
  ///   - permits: how many may pass before the others wait; 0 or more.
  ///   - name: as it is shown; `nil` tells nothing.
  /// - Throws: ``SyncError/outOfRange(_:got:allowed:)``.
  public init(permits: Int, name: String? = nil) throws(SyncError) {
    core = try SemaphoreCore(permits: permits, limit: nil, name: name)
  }

  /// Permits that nobody has.
  public var available: Int { core.permits }

  /// How many wait for a permit.
  public var waiting: Int { core.waiting }

  /// Takes a permit, and blocks until there is one.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func acquire() { _ = core.acquire(until: nil, nil) }

  /// Takes a permit if there is one.
  ///
  /// - Returns: whether one was taken.
  public func tryAcquire() -> Bool { core.tryAcquire() }

  /// Takes a permit, and blocks until there is one, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without blocking.
  /// - Returns: whether one was taken.
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func acquire(upTo limit: Duration) throws(SyncError) -> Bool {
    core.acquire(until: try Deadline(checked: limit), nil) == .called
  }

  /// Takes a permit, and blocks until there is one or the task is asked to stop.
  ///
  /// - Parameter context: of the task that waits.
  /// - Throws: `CancellationError`, noticed within 20 ms; then none was taken.
  @available(*, noasync)
  public func acquire(in context: borrowing WorkContext) throws(CancellationError) {
    if core.acquire(until: nil, context.interruption) != .called { throw CancellationError() }
  }

  /// Takes a permit, and suspends until there is one.
  ///
  /// - Throws: `CancellationError` if the awaiting task is cancelled first; then none was taken.
  public func acquire() async throws(CancellationError) {
    if await core.acquire(until: nil) != .called { throw CancellationError() }
  }

  /// Takes a permit, and suspends until there is one, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without suspending.
  /// - Returns: whether one was taken; `false` also if the awaiting task was cancelled.
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  public func acquire(upTo limit: Duration) async throws(SyncError) -> Bool {
    await core.acquire(until: try Deadline(checked: limit)) == .called
  }

  /// Runs `body` with a permit, which is given back in any case.
  ///
  /// - Parameter body: what the permit is for.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  @available(*, noasync)
  public func withPermit<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    acquire()
    // What was taken is not too much.
    defer { try? core.release(1) }
    return try body()
  }

  /// Gives a permit back, or adds one, to whoever has waited longest for it.
  public func release() {
    // One is not out of range.
    try? core.release(1)
  }

  /// Gives permits back, or adds some, each to whoever has waited longest for one.
  ///
  /// - Parameter count: 1 or more.
  /// - Throws: ``SyncError/outOfRange(_:got:allowed:)``; then none is given back.
  public func release(_ count: Int) throws(SyncError) { try core.release(count) }

  /// Who waits, and what it has cost so far.
  ///
  /// - Returns: `nil` if it has no name.
  public func snapshot() -> SyncSnapshot? { core.snapshot() }
}
