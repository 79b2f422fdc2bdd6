// SPDX-License-Identifier: Apache-2.0

/// What a running task may know and do about itself.
///
/// It cannot leave the task.
///
/// ```swift
/// let primes = pool.submit(name: "primes") { context in
///   for candidate in 0..<limit {
///     if candidate % 10_000 == 0 { try context.progress(candidate, of: limit) }
///     …
///   }
/// }
/// ```
///
/// A body that throws `CancellationError` after it was asked to stop ends as cancelled.
@safe
public struct WorkContext: ~Copyable, Sendable {
  /// Which try this is, counted from 1.
  public let attempt: Int
  /// The task's number in its pool, counted from 0 in submission order.
  public let taskID: UInt64
  // Safety: both live as long as the task runs, and a context does not leave its task. Counting
  // references to them would cost more than all else here.
  private unowned(unsafe) let slot: WorkerSlot
  private unowned(unsafe) let pace: Pace

  init(attempt: Int = 1, taskID: UInt64, slot: WorkerSlot, pace: Pace) {
    self.attempt = attempt
    self.taskID = taskID
    unsafe self.slot = slot
    unsafe self.pace = pace
  }

  /// The same task in another attempt.
  func attempt(_ number: Int) -> WorkContext {
    unsafe WorkContext(attempt: number, taskID: taskID, slot: slot, pace: pace)
  }

  /// What its waits look at.
  var interruption: Interruption { unsafe Interruption(slot: slot, pace: pace) }

  /// The index of the worker that runs the task; -1 if its submitter runs it, because there was no room.
  public var workerID: Int { unsafe slot.index }

  /// Whether the task is asked to stop; it never becomes `false` again.
  public var isCancelled: Bool { unsafe slot.isCancelRequested || pace.isStopped }

  /// Shows the task as waiting for something outside of the process while `body` runs: a disk, a network,
  /// a device.
  ///
  /// - Parameters:
  ///   - what: as it is shown in the lane.
  ///   - body: blocks.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  @available(*, noasync)
  public func waiting<Result: ~Copyable, Failure: Error>(
    for what: String,
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = unsafe slot.blockBegan(on: "io \"\(what)\"", at: MonotonicClock.nanoseconds)
    defer { unsafe slot.blockEnded(before, at: MonotonicClock.nanoseconds, isLock: false) }
    return try body()
  }

  /// Waits in the time of the pool's ``Pace``: slower, faster or not at all, as a person turns it.
  ///
  /// - Parameter duration: paced time; zero or less only looks for cancellation.
  /// - Throws: `CancellationError` as soon as the task is asked to stop.
  @available(*, noasync)
  public func sleep(for duration: Duration) throws(CancellationError) {
    var wait = PacedWait(requested: duration.wholeNanoseconds, at: unsafe pace.nowNanoseconds)
    try unsafe pace.sleep(&wait, recording: slot)
  }

  /// Waits for a multiple of a duration that may change meanwhile; the elapsed share is kept.
  ///
  /// - Parameters:
  ///   - multiple: 0 or more.
  ///   - duration: made by the same pace that the pool has.
  /// - Throws: `CancellationError` as soon as the task is asked to stop.
  @available(*, noasync)
  public func sleep(_ multiple: Double, of duration: LiveDuration) throws(CancellationError) {
    var wait = PacedWait(multiple, of: duration, at: unsafe pace.nowNanoseconds)
    try unsafe pace.sleep(&wait, recording: slot)
  }

  /// Reports how far the task has come; stands still while the pace is paused.
  ///
  /// Costs a few nanoseconds; call it at least every 20 ms, so that pause and stop act at once.
  ///
  /// - Parameters:
  ///   - done: units done, in `0...total`; clamped.
  ///   - total: units of the whole task, 1 or more; clamped.
  /// - Throws: `CancellationError` as soon as the task is asked to stop.
  @available(*, noasync)
  public func progress(_ done: Int, of total: Int) throws(CancellationError) {
    let total = max(1, total)
    unsafe slot.reported(min(max(0, done), total), of: total)
    try unsafe pace.checkpoint(recording: slot)
  }
}
