// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Synchronization
public import ThreadmillTelemetry

/// A lock that its thread may take again while it holds it.
///
/// It is free for others once it was released as often as it was taken. It is for code that calls itself
/// under its lock; where that can be avoided, ``Lock`` is simpler and shows who depends on whom.
///
/// Memory ordering: everything done while it is held is visible to whoever holds it later.
public struct RecursiveLock: ~Copyable, Sendable {
  private let lock: Lock
  /// The system's number of the thread that holds it; 0 is nobody.
  ///
  /// Only that thread ever finds its own number here.
  private let owner = Atomic<Int32>(0)
  /// How often its thread has taken it; for that thread alone.
  private let count = Atomic<Int>(0)

  /// Creates a free lock.
  ///
  /// - Parameter name: as it is shown; `nil` tells nothing.
  public init(name: String? = nil) { lock = Lock(SyncMeter(.recursiveLock, name: name)) }

  /// How often the calling thread has taken it and not released it; 0 for all other threads.
  public var depth: Int { isHeldHere ? count.load(ordering: .relaxed) : 0 }

  private var isHeldHere: Bool { owner.load(ordering: .relaxed) == tm_thread_id() }

  /// Runs `body` while holding the lock.
  ///
  /// - Parameter body: may take this lock again.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; the lock is released either way.
  @available(*, noasync)
  public borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    acquire()
    // A body that has released it once too often may have let somebody else in.
    defer { if isHeldHere { giveBack() } }
    return try body()
  }

  /// Takes the lock, and blocks until it can.
  @available(*, noasync)
  public borrowing func acquire() { if !deepen() { begin(lock.acquire()) } }

  /// Takes the lock if nobody else has it.
  ///
  /// - Returns: whether it was taken.
  @available(*, noasync)
  public borrowing func tryAcquire() -> Bool {
    if deepen() { return true }
    guard lock.tryAcquire() else { return false }
    begin(())
    return true
  }

  /// Takes the lock, and blocks until it can, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without blocking.
  /// - Returns: whether it was taken.
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  @available(*, noasync)
  public borrowing func acquire(upTo limit: Duration) throws(SyncError) -> Bool {
    let deadline = try Deadline(checked: limit)
    return acquire(until: deadline, nil)
  }

  /// Takes the lock, and blocks until it can or the task is asked to stop.
  ///
  /// - Parameter context: of the task that waits.
  /// - Throws: `CancellationError`, noticed within 20 ms; then it was not taken.
  @available(*, noasync)
  public borrowing func acquire(in context: borrowing WorkContext) throws(CancellationError) {
    guard acquire(until: nil, context.interruption) else { throw CancellationError() }
  }

  private borrowing func acquire(until deadline: Deadline?, _ interruption: Interruption?) -> Bool {
    if deepen() { return true }
    guard lock.acquireMetered(until: deadline, interruption) == .called else { return false }
    begin(())
    return true
  }

  /// Gives the lock back once.
  ///
  /// - Throws: ``SyncError/notHeld(_:)`` or ``SyncError/heldByAnother(_:)``; then nothing has happened.
  @available(*, noasync)
  public borrowing func release() throws(SyncError) {
    guard isHeldHere else {
      let isHeld = owner.load(ordering: .relaxed) != 0
      throw isHeld ? .heldByAnother(lock.label) : .notHeld(lock.label)
    }
    giveBack()
  }

  /// Who holds it and who waits, at this instant.
  ///
  /// - Returns: `nil` if it has no name.
  public borrowing func snapshot() -> SyncSnapshot? { lock.snapshot() }

  private borrowing func deepen() -> Bool {
    guard isHeldHere else { return false }
    count.store(count.load(ordering: .relaxed) + 1, ordering: .relaxed)
    return true
  }

  private borrowing func begin(_: Void) {
    owner.store(tm_thread_id(), ordering: .relaxed)
    count.store(1, ordering: .relaxed)
  }

  private borrowing func giveBack() {
    let left = count.load(ordering: .relaxed) - 1
    count.store(left, ordering: .relaxed)
    guard left == 0 else { return }
    owner.store(0, ordering: .relaxed)
    lock.giveBack()
  }
}
