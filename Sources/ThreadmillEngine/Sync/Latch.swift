// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// A count that falls to zero and stays there; whoever waits for that goes on then.
///
/// It opens once; ``Barrier`` and ``Event`` can be used again.
///
/// Memory ordering: what was done before each ``countDown(_:)`` is visible to whoever has waited.
public final class Latch: Sendable {
  private let state: Guarded<Int>
  private let opening = Waiter()
  private let meter: SyncMeter?

  /// Creates a latch.
  ///
  /// - Parameters:
  ///   - count: how often it has to be counted down; 0 or more.
  ///   - name: as it is shown; `nil` tells nothing.
  /// - Throws: ``SyncError/outOfRange(_:got:allowed:)``.
  public init(count: Int, name: String? = nil) throws(SyncError) {
    guard count >= 0 else {
      throw .outOfRange("the count of a latch", got: count, allowed: "0 or more")
    }
    state = Guarded(count)
    meter = SyncMeter(.latch, name: name)
    if count == 0 { opening.call() }
  }

  /// How often it has yet to be counted down.
  public var remaining: Int { state.withLock { $0 } }

  /// Counts down.
  ///
  /// - Parameter count: from 1 to ``remaining``.
  /// - Throws: ``SyncError/outOfRange(_:got:allowed:)``; then nothing has happened.
  public func countDown(_ count: Int = 1) throws(SyncError) {
    let isOpen = try state.withLock { (remaining) throws(SyncError) -> Bool in
      guard count >= 1, count <= remaining else {
        let allowed = remaining > 0 ? "1...\(remaining)" : "0: the latch is open"
        throw .outOfRange("the count", got: count, allowed: allowed)
      }
      remaining -= count
      return remaining == 0
    }
    if isOpen { opening.call() }
  }

  /// Blocks until the count is zero.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func wait() { _ = wait(until: nil, nil) }

  /// Blocks until the count is zero, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without blocking.
  /// - Returns: whether it is.
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func wait(upTo limit: Duration) throws(SyncError) -> Bool {
    wait(until: try Deadline(checked: limit), nil) == .called
  }

  /// Blocks until the count is zero or the task is asked to stop.
  ///
  /// - Parameter context: of the task that waits.
  /// - Throws: `CancellationError`, noticed within 20 ms.
  @available(*, noasync)
  public func wait(in context: borrowing WorkContext) throws(CancellationError) {
    if wait(until: nil, context.interruption) != .called { throw CancellationError() }
  }

  /// Suspends until the count is zero.
  ///
  /// - Throws: `CancellationError` if the awaiting task is cancelled first.
  public func wait() async throws(CancellationError) {
    if await wait(until: nil) != .called { throw CancellationError() }
  }

  /// Suspends until the count is zero, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without suspending.
  /// - Returns: whether it is; `false` also if the awaiting task was cancelled.
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  public func wait(upTo limit: Duration) async throws(SyncError) -> Bool {
    await wait(until: try Deadline(checked: limit)) == .called
  }

  /// Who waits, and what it has cost so far.
  ///
  /// - Returns: `nil` if it has no name.
  public func snapshot() -> SyncSnapshot? { meter?.snapshot(holders: 0) }

  private func note(_ end: WaitEnd) -> WaitEnd {
    if end == .called { meter?.passed() }
    return end
  }

  private func wait(until deadline: Deadline?, _ interruption: Interruption?) -> WaitEnd {
    // The count says so before those who sleep are told.
    if remaining == 0 { return note(.called) }
    let wait = { self.settle(self.opening.sleep(until: deadline, interruption)) }
    return note(meter?.sleeping(wait) ?? wait())
  }

  private func wait(until deadline: Deadline?) async -> WaitEnd {
    if remaining == 0 { return note(.called) }
    let wait = { self.settle(await self.opening.suspend(until: deadline)) }
    guard let meter else { return await wait() }
    return note(await meter.suspending(wait))
  }

  /// What has come of a wait: the count may be zero, and those who sleep be about to be told.
  private func settle(_ end: WaitEnd) -> WaitEnd {
    end == .called || remaining == 0 ? .called : end
  }
}
