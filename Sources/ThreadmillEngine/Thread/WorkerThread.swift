// SPDX-License-Identifier: Apache-2.0

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
  /// Bytes that a thread's stack may have: 128 KiB to 1 GiB.
  public static var stackRange: ClosedRange<Int> { 128 << 10...1 << 30 }

  private enum Life {
    case fresh
    case started(NativeThread)
    case joined
  }

  private let item: ThreadItem<Success, Failure>
  private let life = Guarded(Life.fresh)
  private let stackSize: Int

  /// Prepares a thread.
  ///
  /// - Parameters:
  ///   - name: what the system calls it; the first 15 bytes are shown.
  ///   - id: its lane's index, 0 or more; clamped.
  ///   - stackSize: bytes, in ``stackRange``; 2 MiB unless said. What is never touched costs nothing.
  ///   - pace: the time in which it waits; its own unless given.
  ///   - events: where its events go; nowhere unless given.
  ///   - body: what it runs.
  public convenience init(
    name: String,
    id: Int = 0,
    stackSize: Int = 2 << 20,
    pace: Pace? = nil,
    events: EventHub? = nil,
    _ body: @escaping @Sendable (borrowing WorkContext) throws(Failure) -> Success
  ) {
    self.init(
      name: name,
      id: id,
      stackSize: stackSize,
      pace: pace,
      events: events,
      onEnd: nil,
      body
    )
  }

  /// As the public one; `onEnd` runs on the thread as the last it does, if it is ever started.
  init(
    name: String,
    id: Int = 0,
    stackSize: Int = 2 << 20,
    pace: Pace? = nil,
    events: EventHub? = nil,
    onEnd: (@Sendable () -> Void)?,
    _ body: @escaping @Sendable (borrowing WorkContext) throws(Failure) -> Success
  ) {
    self.stackSize = stackSize
    item = ThreadItem(
      slot: WorkerSlot(index: max(0, id), name: name, kind: .thread),
      pace: pace ?? Pace(),
      events: events ?? EventHub(),
      onEnd: onEnd,
      body: body
    )
  }

  /// Prepares a thread whose body does not look at its context.
  ///
  /// - Parameters:
  ///   - name: what the system calls it; the first 15 bytes are shown.
  ///   - id: its lane's index, 0 or more; clamped.
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
    case .fresh: item.storage.core.abandon()
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
  /// - Throws: ``PoolError`` with code `alreadyStarted` the second time, `stackSize` if that is out of its
  ///   range, or `threadCreation` when the system refuses; then it may be tried again.
  public func start() throws(PoolError) {
    guard Self.stackRange.contains(stackSize) else {
      throw .stackSize(stackSize, allowed: Self.stackRange)
    }
    let (item, stackSize) = (item, stackSize)
    try life.withLock { (life) throws(PoolError) in
      guard case .fresh = life else {
        throw PoolError(.alreadyStarted, "thread \"\(item.slot.name)\" has been started before")
      }
      item.wasRequested()
      do throws(PoolError) {
        life = .started(
          try NativeThread(name: item.slot.name, stackBytes: stackSize) { item.run() }
        )
      } catch {
        item.wasRefused()
        throw error
      }
    }
  }

  /// Asks the task to stop: before the start it never runs, later its context says so and its waits end.
  public func cancel() {
    item.slot.requestCancel()
    future.cancel()
    item.pace.wakeSleepers()
  }

  /// Blocks until the thread has ended, callbacks of its future included.
  ///
  /// Any number of threads may join it, at once or later.
  ///
  /// - Returns: what the body returned.
  /// - Throws: ``TaskError``, with the body's own error in ``TaskError/failed(_:)``, and
  ///   ``TaskError/rejected(reason:)`` if the thread has not been started or would wait for itself. A
  ///   callback that runs on the thread itself is given the outcome.
  @available(*, noasync, message: "use `future.value` in async code")
  public func join() throws(TaskError<Failure>) -> Success {
    _ = try waitForEnd(until: nil)
    return try item.storage.settledOutcome.get()
  }

  /// Blocks until the thread has ended, callbacks of its future included, at most for `limit`; the
  /// thread runs on after that.
  ///
  /// - Parameter limit: monotonic time; zero or less looks without blocking.
  /// - Returns: what the body returned, or `nil` if the limit has passed first.
  /// - Throws: as ``join()``.
  @available(*, noasync, message: "use `future.value` in async code")
  public func join(upTo limit: Duration) throws(TaskError<Failure>) -> Success? {
    guard try waitForEnd(until: Deadline(after: limit)) else { return nil }
    return try item.storage.settledOutcome.get()
  }

  /// Waits for the thread's own word that it has ended; the first to see it joins the thread.
  ///
  /// - Returns: `false` if `deadline` has passed first.
  private func waitForEnd(until deadline: Deadline?) throws(TaskError<Failure>) -> Bool {
    switch life.withLock({ $0 }) {
    case .fresh:
      // Nobody will run it: there is an outcome only if it was cancelled.
      if item.storage.core.isSettled { return true }
      throw .rejected(reason: "thread \"\(name)\" has not been started")
    case .started(let thread) where thread.isCurrent:
      if item.storage.core.isSettled { return true }
      throw .rejected(reason: "a thread cannot join itself")
    case .started, .joined:
      guard item.waitForEnd(until: deadline) else { return false }
      takeThread()?.join()
      return true
    }
  }

  /// The thread, for the one caller that joins it.
  private func takeThread() -> NativeThread? {
    life.withLock { life in
      guard case .started(let thread) = life else { return nil }
      life = .joined
      return thread
    }
  }

  /// Its lane at this instant.
  ///
  /// - Returns: the thread as a worker that has one task.
  public func snapshot() -> WorkerSnapshot {
    item.slot.snapshot(at: MonotonicClock.nanoseconds, paced: item.pace.nowNanoseconds)
  }
}
