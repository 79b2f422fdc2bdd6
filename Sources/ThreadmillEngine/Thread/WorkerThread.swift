// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Synchronization
public import ThreadmillTelemetry

/// One thread for one task, with a typed result.
///
/// ```swift
/// let thread = WorkerThread(name: "squares") { 7 * 7 }
/// try thread.start()
/// print(try thread.join())
/// ```
///
/// Whoever starts it joins it; a thread that nobody joins ends by itself when its task does.
///
/// Memory ordering: everything done before ``start()`` is visible to the body, and everything the
/// body did is visible after ``join()`` or to whoever has seen the ``future``'s outcome.
public final class WorkerThread<Success: Sendable, Failure: Error>: Sendable {
  private enum Life {
    case fresh
    case started(NativeThread)
    case joined
  }

  private let item: ThreadItem<Success, Failure>
  private let life = Guarded(Life.fresh)

  /// Prepares a thread.
  ///
  /// - Parameters:
  ///   - name: what the system calls it; the first 15 bytes are shown.
  ///   - id: its lane's index.
  ///   - pace: the time in which it waits; its own unless given.
  ///   - events: where its events go; nowhere unless given.
  ///   - body: what it runs.
  public init(
    name: String,
    id: Int = 0,
    pace: Pace? = nil,
    events: EventHub? = nil,
    _ body: @escaping @Sendable (borrowing WorkContext) throws(Failure) -> Success
  ) {
    item = ThreadItem(
      slot: WorkerSlot(index: id, name: name, kind: .thread),
      pace: pace ?? Pace(),
      events: events ?? EventHub(),
      body: body
    )
  }

  /// Prepares a thread whose body does not look at its context.
  ///
  /// - Parameters:
  ///   - name: what the system calls it; the first 15 bytes are shown.
  ///   - id: its lane's index.
  ///   - body: what it runs.
  public convenience init(
    name: String,
    id: Int = 0,
    _ body: @escaping @Sendable () throws(Failure) -> Success
  ) {
    self.init(name: name, id: id) { (_: borrowing WorkContext) throws(Failure) in try body() }
  }

  deinit {
    switch life.withLock({ $0 }) {
    case .fresh: item.storage.settle(.failure(.abandoned))
    case .started(let thread): item.release(thread)
    case .joined: break
    }
  }

  /// Its result to come; cancelled if it is cancelled before it starts, abandoned if it never is.
  public var future: Future<Success, Failure> { Future(item.storage) }

  /// Its name.
  public var name: String { item.slot.name }

  /// Starts the thread.
  ///
  /// - Throws: ``PoolError`` with code `alreadyStarted` the second time, or `threadCreation` when the
  ///   system refuses; then it may be tried again.
  public func start() throws(PoolError) {
    let item = item
    try life.withLock { (life) throws(PoolError) in
      guard case .fresh = life else {
        throw PoolError(.alreadyStarted, "thread \"\(item.slot.name)\" has been started before")
      }
      item.slot.wasRequested()
      life = .started(try NativeThread(name: item.slot.name) { item.run() })
    }
  }

  /// Asks the task to stop: before the start it never runs, later its context says so and its waits end.
  public func cancel() {
    item.slot.requestCancel()
    future.cancel()
    item.pace.wakeSleepers()
  }

  /// Blocks until the thread has ended.
  ///
  /// - Returns: what the body returned.
  /// - Throws: ``TaskError``, with the body's own error in ``TaskError/failed(_:)``, and
  ///   ``TaskError/rejected(reason:)`` if the thread has not been started.
  @available(*, noasync, message: "use `future.value` in async code")
  public func join() throws(TaskError<Failure>) -> Success {
    try mustBeStarted()
    while !item.storage.wait(until: nil) {}
    joinThread()
    return try item.storage.settledOutcome.get()
  }

  /// Blocks until the thread has ended, at most for `limit`; the thread runs on after that.
  ///
  /// - Parameter limit: monotonic time; zero or less looks without blocking.
  /// - Returns: what the body returned, or `nil` if the limit has passed first.
  /// - Throws: ``TaskError``, with the body's own error in ``TaskError/failed(_:)``, and
  ///   ``TaskError/rejected(reason:)`` if the thread has not been started.
  @available(*, noasync, message: "use `future.value` in async code")
  public func join(upTo limit: Duration) throws(TaskError<Failure>) -> Success? {
    try mustBeStarted()
    guard item.storage.wait(until: Deadline(after: limit)) else { return nil }
    joinThread()
    return try item.storage.settledOutcome.get()
  }

  /// A thread that nobody has started would be waited for in vain.
  private func mustBeStarted() throws(TaskError<Failure>) {
    guard case .fresh = life.withLock({ $0 }), future.outcome == nil else { return }
    throw .rejected(reason: "thread \"\(name)\" has not been started")
  }

  private func joinThread() {
    let thread: NativeThread? = life.withLock { life in
      // A callback runs on the thread itself, which cannot wait for its own end.
      guard case .started(let thread) = life, !thread.isCurrent else { return nil }
      life = .joined
      return thread
    }
    if let thread { item.join(thread) }
  }

  /// Its lane at this instant.
  public func snapshot() -> WorkerSnapshot {
    item.slot.snapshot(at: MonotonicClock.nanoseconds, paced: item.pace.nowNanoseconds)
  }
}
