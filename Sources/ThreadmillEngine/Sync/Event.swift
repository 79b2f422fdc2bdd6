// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// A door: while it is closed everybody waits, and when it opens all go through.
///
/// Memory ordering: what was done before ``set()`` is visible to whoever has waited for it.
public final class Event: Sendable {
  private struct State {
    var isSet: Bool
    /// Called once, when the event is set: all who wait share it.
    var opening = Waiter()
    /// How many share it.
    var waiting = 0
  }

  private let state: Guarded<State>
  private let meter: SyncMeter?

  /// Creates an event.
  ///
  /// - Parameters:
  ///   - isSet: whether it is set from the beginning.
  ///   - name: as it is shown; `nil` tells nothing.
  public init(isSet: Bool = false, name: String? = nil) {
    state = Guarded(State(isSet: isSet))
    meter = SyncMeter(.event, name: name)
  }

  /// Whether it is set.
  public var isSet: Bool { state.withLock { $0.isSet } }

  /// How many wait for it.
  public var waiting: Int { state.withLock { $0.waiting } }

  /// Lets all go on who wait, and all who come, until it is cleared.
  public func set() {
    let opening = state.withLock { state -> Waiter? in
      guard !state.isSet else { return nil }
      state.isSet = true
      defer {
        state.opening = Waiter()
        state.waiting = 0
      }
      return state.opening
    }
    opening?.call()
  }

  /// Lets those wait who come from now on.
  ///
  /// Whoever was let go on by an earlier ``set()`` goes on.
  public func clear() { state.withLock { $0.isSet = false } }

  /// Blocks until it is set.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func wait() { _ = wait(until: nil, nil) }

  /// Blocks until it is set, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without blocking.
  /// - Returns: whether it was set.
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func wait(upTo limit: Duration) throws(SyncError) -> Bool {
    wait(until: try Deadline(checked: limit), nil) == .called
  }

  /// Blocks until it is set or the task is asked to stop.
  ///
  /// - Parameter context: of the task that waits.
  /// - Throws: `CancellationError`, noticed within 20 ms.
  @available(*, noasync)
  public func wait(in context: borrowing WorkContext) throws(CancellationError) {
    if wait(until: nil, context.interruption) != .called { throw CancellationError() }
  }

  /// Suspends until it is set.
  ///
  /// - Throws: `CancellationError` if the awaiting task is cancelled first.
  public func wait() async throws(CancellationError) {
    if await wait(until: nil) != .called { throw CancellationError() }
  }

  /// Suspends until it is set, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without suspending.
  /// - Returns: whether it was set; `false` also if the awaiting task was cancelled.
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  public func wait(upTo limit: Duration) async throws(SyncError) -> Bool {
    await wait(until: try Deadline(checked: limit)) == .called
  }

  /// Who waits, and what it has cost so far.
  ///
  /// - Returns: `nil` if it has no name.
  public func snapshot() -> SyncSnapshot? { meter?.snapshot(holders: 0) }

  private func join() -> Waiter? {
    let waiter = state.withLock { state -> Waiter? in
      guard !state.isSet else { return nil }
      state.waiting += 1
      return state.opening
    }
    if waiter == nil { meter?.passed() }
    return waiter
  }

  /// What has come of a wait: who gives up at the moment at which it is set was let go on.
  private func settle(_ waiter: Waiter, _ end: WaitEnd) -> WaitEnd {
    guard end != .called else { return .called }
    return state.withLock { state in
      guard state.opening == waiter else { return .called }
      state.waiting -= 1
      return end
    }
  }

  private func note(_ end: WaitEnd) -> WaitEnd {
    if end == .called { meter?.passed() }
    return end
  }

  private func wait(until deadline: Deadline?, _ interruption: Interruption?) -> WaitEnd {
    guard let waiter = join() else { return .called }
    let wait = { self.settle(waiter, waiter.sleep(until: deadline, interruption)) }
    return note(meter?.sleeping(wait) ?? wait())
  }

  private func wait(until deadline: Deadline?) async -> WaitEnd {
    guard let waiter = join() else { return .called }
    guard let meter else { return settle(waiter, await waiter.suspend(until: deadline)) }
    return note(
      await meter.suspending { self.settle(waiter, await waiter.suspend(until: deadline)) }
    )
  }
}
