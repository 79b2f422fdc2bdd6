// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// A mutual exclusion lock.
///
/// ```swift
/// final class Counter: Sendable {
///   private let lock = Lock(name: "counter")
///   nonisolated(unsafe) private var value = 0    // under `lock`
///   func add() { lock.withLock { value += 1 } }
/// }
/// ```
///
/// It spins for a bounded time, then sleeps, and lets newcomers barge in: strict hand-off is 20 to 100
/// times slower under contention, and so there is no promise of turns. It lives inline in a final class,
/// next to what it guards, and is visible to ThreadSanitizer, other than `Synchronization.Mutex`. It is
/// not recursive: who takes it twice waits for ever, or for the limit. ``Guarded`` holds its value, too,
/// and lets the compiler see to it that nobody else gets at it.
///
/// One that is named tells who holds it, who waits and for how long, with ``snapshot()``; one that is not
/// costs nothing more than its word.
///
/// When not to use it: to hold it across an `await`, or where whoever is first has to be served first,
/// which a ``Semaphore`` of one does.
///
/// Memory ordering: everything done while it is held is visible to whoever holds it later.
public struct Lock: ~Copyable, Sendable {
  @usableFromInline let bare = BareLock()
  @usableFromInline let meter: SyncMeter?

  /// Creates a free lock.
  public init() { meter = nil }

  /// Creates a free lock that tells about itself.
  ///
  /// - Parameter name: as it is shown; `nil` tells nothing.
  public init(name: String?) { meter = SyncMeter(.lock, name: name) }

  init(_ meter: SyncMeter?) { self.meter = meter }

  /// Runs `body` while holding the lock.
  ///
  /// - Parameter body: short, without I/O and without foreign code; it must not take this lock again.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; the lock is released either way.
  /// - Complexity: one atomic operation each way when nobody else wants the lock.
  @inlinable
  @inline(__always)
  public borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    acquire()
    defer { giveBack() }
    return try body()
  }

  /// Takes the lock, and blocks until it can.
  @inlinable
  @inline(__always)
  public borrowing func acquire() {
    if meter == nil { bare.acquire() } else { acquireNamed() }
  }

  /// Takes the lock if nobody has it.
  ///
  /// - Returns: whether it was taken.
  public borrowing func tryAcquire() -> Bool {
    guard bare.tryAcquire() else { return false }
    meter?.acquired()
    return true
  }

  /// Takes the lock, and blocks until it can, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without blocking.
  /// - Returns: whether it was taken.
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  @available(*, noasync)
  public borrowing func acquire(upTo limit: Duration) throws(SyncError) -> Bool {
    acquireMetered(until: try Deadline(checked: limit), nil) == .called
  }

  /// Takes the lock, and blocks until it can or the task is asked to stop.
  ///
  /// - Parameter context: of the task that waits.
  /// - Throws: `CancellationError`, noticed within 20 ms; then it was not taken.
  @available(*, noasync)
  public borrowing func acquire(in context: borrowing WorkContext) throws(CancellationError) {
    if acquireMetered(until: nil, context.interruption) != .called { throw CancellationError() }
  }

  /// Takes the lock, and blocks until it can, at most for `limit`, or until the task is asked to stop.
  ///
  /// - Parameters:
  ///   - limit: monotonic time; zero or less looks without blocking.
  ///   - context: of the task that waits.
  /// - Returns: whether it was taken.
  /// - Throws: `CancellationError`, noticed within 20 ms; then it was not taken.
  @available(*, noasync)
  package borrowing func acquire(
    upTo limit: Duration,
    in context: borrowing WorkContext
  ) throws(CancellationError) -> Bool {
    let deadline = Deadline(after: max(.zero, limit))
    let end = acquireMetered(until: deadline, context.interruption)
    if end == .interrupted { throw CancellationError() }
    return end == .called
  }

  /// Gives the lock back; any thread may do so.
  ///
  /// - Throws: ``SyncError/notHeld(_:)`` if nobody holds it; then nothing has happened.
  public borrowing func release() throws(SyncError) {
    guard bare.isHeld else { throw .notHeld(label) }
    if meter != nil { noteRelease() }
    // Somebody else may have been faster.
    if !bare.release() { throw .notHeld(label) }
  }

  /// Who holds it and who waits, at this instant.
  ///
  /// - Returns: `nil` if it has no name.
  /// - Complexity: as ``SyncSnapshot`` says; nobody is kept waiting for it.
  public borrowing func snapshot() -> SyncSnapshot? { meter?.snapshot(isHeld: bare.isHeld) }

  /// Whether somebody else holds it, as far as it has a name and can tell.
  var isHeldElsewhere: Bool { meter.map { !$0.isHolderHere } ?? false }

  /// What it is called in sentences.
  var label: String { meter?.label ?? "the lock" }

  @inlinable
  @inline(__always)
  borrowing func giveBack() {
    if meter != nil { noteRelease() }
    bare.release()
  }

  @usableFromInline
  @inline(never)
  borrowing func noteRelease() { meter?.released() }

  @usableFromInline
  @inline(never)
  borrowing func acquireNamed() {
    if bare.tryAcquire() { meter?.acquired() } else { _ = acquireMetered(until: nil, nil) }
  }

  borrowing func acquireMetered(until deadline: Deadline?, _ interruption: Interruption?) -> WaitEnd
  {
    guard let meter else {
      if bare.tryAcquire() || bare.spin(until: deadline) { return .called }
      return deadline?.hasPassed == true ? .late : bare.sleep(until: deadline, interruption)
    }
    if bare.tryAcquire() {
      meter.acquired()
      return .called
    }
    let start = MonotonicClock.nanoseconds
    if !meter.timed({ bare.spin(until: deadline) }) {
      if deadline?.hasPassed == true {
        meter.gaveUp()
        return .late
      }
      let end = meter.sleeping(since: start) { bare.sleep(until: deadline, interruption) }
      guard end == .called else { return end }
    }
    meter.acquired()
    return .called
  }
}
