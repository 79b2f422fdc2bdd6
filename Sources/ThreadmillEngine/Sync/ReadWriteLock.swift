// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// A lock under which many may read, or one may write.
///
/// It pays only where reading takes long, microseconds rather than nanoseconds: it costs more to take than
/// a ``Lock``, and its readers meet at the same word. It is not recursive, and a reader cannot become a
/// writer.
///
/// Memory ordering: what a writer has done is visible to whoever reads or writes later, and what a reader
/// has read was not changed meanwhile.
public final class ReadWriteLock: Sendable {
  private let state: Guarded<ReadWriteState>
  private let meter: SyncMeter?
  /// Who goes first.
  public let policy: ReadWritePolicy

  /// Creates a free lock.
  ///
  /// - Parameters:
  ///   - policy: who goes first.
  ///   - name: as it is shown; `nil` tells nothing.
  public init(policy: ReadWritePolicy = .fair, name: String? = nil) {
    self.policy = policy
    state = Guarded(ReadWriteState(policy: policy))
    meter = SyncMeter(.readWriteLock, name: name)
  }

  /// How many read at this moment.
  public var readers: Int { state.withLock { $0.readers } }

  /// Whether somebody writes at this moment.
  public var isWriting: Bool { state.withLock { $0.hasWriter } }

  /// How many wait.
  public var waiting: Int { state.withLock { $0.waiting } }

  /// Runs `body` while nobody writes.
  ///
  /// - Parameter body: must not take this lock again.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; the lock is released either way.
  @available(*, noasync)
  public func withReadLock<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    acquireRead()
    defer { leave(.read) }
    return try body()
  }

  /// Runs `body` while nobody else reads or writes.
  ///
  /// - Parameter body: must not take this lock again.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; the lock is released either way.
  @available(*, noasync)
  public func withWriteLock<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    acquireWrite()
    defer { leave(.write) }
    return try body()
  }

  /// Begins to read, and blocks until it can.
  @available(*, noasync)
  public func acquireRead() { _ = acquire(.read, until: nil, nil) }

  /// Begins to write, and blocks until it can.
  @available(*, noasync)
  public func acquireWrite() { _ = acquire(.write, until: nil, nil) }

  /// Begins to read if it need not wait.
  ///
  /// - Returns: whether it reads now.
  public func tryAcquireRead() -> Bool { tryAcquire(.read) }

  /// Begins to write if it need not wait.
  ///
  /// - Returns: whether it writes now.
  public func tryAcquireWrite() -> Bool { tryAcquire(.write) }

  /// Begins to read, and blocks until it can, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without blocking.
  /// - Returns: whether it reads now.
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  @available(*, noasync)
  public func acquireRead(upTo limit: Duration) throws(SyncError) -> Bool {
    acquire(.read, until: try Deadline(checked: limit), nil) == .called
  }

  /// Begins to write, and blocks until it can, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without blocking.
  /// - Returns: whether it writes now.
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  @available(*, noasync)
  public func acquireWrite(upTo limit: Duration) throws(SyncError) -> Bool {
    acquire(.write, until: try Deadline(checked: limit), nil) == .called
  }

  /// Begins to read, and blocks until it can or the task is asked to stop.
  ///
  /// - Parameter context: of the task that waits.
  /// - Throws: `CancellationError`, noticed within 20 ms; then it does not read.
  @available(*, noasync)
  public func acquireRead(in context: borrowing WorkContext) throws(CancellationError) {
    if acquire(.read, until: nil, context.interruption) != .called { throw CancellationError() }
  }

  /// Begins to write, and blocks until it can or the task is asked to stop.
  ///
  /// - Parameter context: of the task that waits.
  /// - Throws: `CancellationError`, noticed within 20 ms; then it does not write.
  @available(*, noasync)
  public func acquireWrite(in context: borrowing WorkContext) throws(CancellationError) {
    if acquire(.write, until: nil, context.interruption) != .called { throw CancellationError() }
  }

  /// Ends reading.
  ///
  /// - Throws: ``SyncError/notHeld(_:)`` if nobody reads; then nothing has happened.
  public func releaseRead() throws(SyncError) {
    if !leave(.read) { throw .notHeld(label) }
  }

  /// Ends writing.
  ///
  /// - Throws: ``SyncError/notHeld(_:)`` if nobody writes; then nothing has happened.
  public func releaseWrite() throws(SyncError) {
    if !leave(.write) { throw .notHeld(label) }
  }

  /// Who writes and who waits, at this instant.
  ///
  /// - Returns: `nil` if it has no name.
  public func snapshot() -> SyncSnapshot? {
    let (readers, hasWriter) = state.withLock { ($0.readers, $0.hasWriter) }
    return meter?.snapshot(isHeld: hasWriter, holders: readers + (hasWriter ? 1 : 0))
  }

  private var label: String { meter?.label ?? "the lock" }

  private func tryAcquire(_ access: ReadWriteState.Access) -> Bool {
    let isIn = state.withLock { $0.enter(access) }
    if isIn { noteEntry(access) }
    return isIn
  }

  private func noteEntry(_ access: ReadWriteState.Access) {
    if access == .write { meter?.acquired() } else { meter?.passed() }
  }

  private func acquire(
    _ access: ReadWriteState.Access,
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) -> WaitEnd {
    var end = WaitEnd.called
    if let waiter = state.withLock({ $0.enterOrJoin(access) }) {
      let wait = { self.settle(waiter, waiter.sleep(until: deadline, interruption)) }
      end = meter?.sleeping(wait) ?? wait()
    }
    if end == .called { noteEntry(access) }
    return end
  }

  /// What has come of a wait: who gives up and was let in all the same is in.
  private func settle(_ waiter: Waiter, _ end: WaitEnd) -> WaitEnd {
    guard end != .called else { return .called }
    guard let called = state.withLock({ $0.leaveLine(waiter) }) else { return .called }
    for other in called { other.call() }
    return end
  }

  @discardableResult
  private func leave(_ access: ReadWriteState.Access) -> Bool {
    let called = state.withLock { state in
      // Before the next writer notes that it holds the lock, and only if somebody writes.
      if access == .write && state.hasWriter { meter?.released() }
      return state.leave(access)
    }
    guard let called else { return false }
    for waiter in called { waiter.call() }
    return true
  }
}
