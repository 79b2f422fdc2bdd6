// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// Waiting until something guarded by a ``Lock`` has changed.
///
/// ```swift
/// lock.acquire()
/// _ = try changed.wait(for: { !items.isEmpty }, releasing: lock)
/// let item = items.removeFirst()
/// try lock.release()
/// ```
///
/// A waiter goes on when it is notified, and for no other reason. Somebody else may still have been
/// faster: wait for a predicate, or in a loop. A notification goes to those who have waited longest and is
/// not kept if nobody waits; it is best given, after the change, with or without the lock.
///
/// Memory ordering: what the notifier did before it released the lock is visible to the waiter.
public struct Condition: ~Copyable, Sendable {
  private let line = Guarded(WaitLine())
  private let meter: SyncMeter?

  /// Creates a condition that nobody waits for.
  ///
  /// - Parameter name: as it is shown; `nil` tells nothing.
  public init(name: String? = nil) { meter = SyncMeter(.condition, name: name) }

  /// How many wait.
  public var waiting: Int { line.withLock { $0.count } }

  /// Releases `lock`, sleeps until notified, and takes the lock again.
  ///
  /// - Parameter lock: held by the caller, before and afterwards.
  /// - Throws: ``SyncError/notHeld(_:)`` or ``SyncError/heldByAnother(_:)``, which only a named lock can
  ///   tell.
  @available(*, noasync)
  public borrowing func wait(releasing lock: borrowing Lock) throws(SyncError) {
    _ = try wait(releasing: lock, until: nil, nil)
  }

  /// Releases `lock`, sleeps until notified, and takes the lock again.
  ///
  /// - Parameters:
  ///   - lock: held by the caller, before and afterwards.
  ///   - limit: gives up after so long, in monotonic time.
  /// - Returns: `false` if the limit has passed first; a notification is not lost with it.
  /// - Throws: ``SyncError/notHeld(_:)``, ``SyncError/heldByAnother(_:)`` or
  ///   ``SyncError/negativeLimit(_:)``.
  @available(*, noasync)
  public borrowing func wait(
    releasing lock: borrowing Lock,
    upTo limit: Duration
  ) throws(SyncError) -> Bool {
    let deadline = try Deadline(checked: limit)
    return try wait(releasing: lock, until: deadline, nil) == .called
  }

  /// Waits until `predicate` holds.
  ///
  /// - Parameters:
  ///   - predicate: asked under the lock: at once, and after each notification.
  ///   - lock: held by the caller, before and afterwards.
  ///   - limit: gives up after so long, all in all, in monotonic time; `nil` waits for ever.
  /// - Returns: what `predicate` said last.
  /// - Throws: ``SyncError/notHeld(_:)``, ``SyncError/heldByAnother(_:)`` or
  ///   ``SyncError/negativeLimit(_:)``.
  @available(*, noasync)
  public borrowing func wait(
    for predicate: () -> Bool,
    releasing lock: borrowing Lock,
    upTo limit: Duration? = nil
  ) throws(SyncError) -> Bool {
    let deadline: Deadline?
    if let limit { deadline = try Deadline(checked: limit) } else { deadline = nil }
    try check(lock)
    while !predicate() {
      guard try wait(releasing: lock, until: deadline, nil) == .called else { return predicate() }
    }
    return true
  }

  /// Waits until `predicate` holds or the task is asked to stop.
  ///
  /// - Parameters:
  ///   - predicate: asked under the lock: at once, and after each notification.
  ///   - lock: held by the caller, before and afterwards.
  ///   - context: of the task that waits.
  /// - Throws: `CancellationError`, noticed within 20 ms, or a ``SyncError`` as the other forms.
  @available(*, noasync)
  public borrowing func wait(
    for predicate: () -> Bool,
    releasing lock: borrowing Lock,
    in context: borrowing WorkContext
  ) throws {
    try check(lock)
    while !predicate() {
      guard try wait(releasing: lock, until: nil, context.interruption) == .called else {
        throw CancellationError()
      }
    }
  }

  /// Releases `lock`, sleeps until notified or the task is asked to stop, and takes the lock again.
  ///
  /// - Parameters:
  ///   - lock: held by the caller, before and afterwards.
  ///   - context: of the task that waits.
  /// - Throws: `CancellationError`, noticed within 20 ms, or a ``SyncError`` as the other forms.
  @available(*, noasync)
  public borrowing func wait(
    releasing lock: borrowing Lock,
    in context: borrowing WorkContext
  ) throws {
    guard try wait(releasing: lock, until: nil, context.interruption) == .called else {
      throw CancellationError()
    }
  }

  /// Wakes those who have waited longest.
  ///
  /// - Parameter count: how many, at most; below 1 is none.
  /// - Returns: how many waited, and go on.
  @discardableResult
  public borrowing func notify(_ count: Int = 1) -> Int {
    let called = line.withLock { $0.pop(upTo: max(0, count)) }
    for waiter in called { waiter.call() }
    return called.count
  }

  /// Wakes every waiter.
  ///
  /// - Returns: how many waited, and go on.
  @discardableResult
  public borrowing func notifyAll() -> Int { notify(.max) }

  /// Who waits, and what it has cost so far.
  ///
  /// - Returns: `nil` if it has no name.
  public borrowing func snapshot() -> SyncSnapshot? { meter?.snapshot(holders: 0) }

  private borrowing func check(_ lock: borrowing Lock) throws(SyncError) {
    guard lock.bare.isHeld else { throw .notHeld(lock.label) }
    if lock.isHeldElsewhere { throw .heldByAnother(lock.label) }
  }

  private borrowing func wait(
    releasing lock: borrowing Lock,
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) throws(SyncError) -> WaitEnd {
    try check(lock)
    // Under the lock: whoever changes something after that finds this waiter in the line.
    let waiter = line.withLock { $0.join() }
    lock.giveBack()
    let sleep = { (line: Guarded<WaitLine>) -> WaitEnd in
      let end = waiter.sleep(until: deadline, interruption)
      // Who is not there any more was notified at that moment.
      return end == .called || !line.withLock { $0.leave(waiter) } ? .called : end
    }
    let line = line
    let end = meter?.sleeping { sleep(line) } ?? sleep(line)
    lock.acquire()
    if end == .called { meter?.passed() }
    return end
  }
}
