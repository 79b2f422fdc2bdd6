// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// What both kinds of semaphore are made of: permits, and a line of those who wait for one.
///
/// A permit goes straight to whoever has waited longest, so that nobody is passed over and none gets lost
/// with one who gives up.
final class SemaphoreCore: Sendable {
  private struct State {
    var permits: Int
    /// Permits that were taken and not given back, as far as one can tell: anybody may release.
    var taken = 0
    var line = WaitLine()

    mutating func take() {
      permits -= 1
      taken += 1
    }
  }

  private let state: Guarded<State>
  let limit: Int?
  private let meter: SyncMeter?

  init(permits: Int, limit: Int?, name: String?) throws(SyncError) {
    guard permits >= 0 else {
      throw .outOfRange("the permits of a semaphore", got: permits, allowed: "0 or more")
    }
    state = Guarded(State(permits: permits))
    self.limit = limit
    meter = SyncMeter(.semaphore, name: name)
  }

  var permits: Int { state.withLock { $0.permits } }
  var waiting: Int { state.withLock { $0.line.count } }

  func tryAcquire() -> Bool {
    let isTaken = state.withLock { state in
      guard state.permits > 0 else { return false }
      state.take()
      return true
    }
    if isTaken { meter?.passed() }
    return isTaken
  }

  /// Takes a permit, or a place in the line.
  private func takeOrJoin() -> Waiter? {
    state.withLock { state in
      guard state.permits == 0 else {
        state.take()
        return nil
      }
      return state.line.join()
    }
  }

  func acquire(until deadline: Deadline?, _ interruption: Interruption?) -> WaitEnd {
    guard let waiter = takeOrJoin() else {
      meter?.passed()
      return .called
    }
    let wait = { self.settle(waiter, waiter.sleep(until: deadline, interruption)) }
    return note(meter?.sleeping(wait) ?? wait())
  }

  func acquire(until deadline: Deadline?) async -> WaitEnd {
    guard let waiter = takeOrJoin() else {
      meter?.passed()
      return .called
    }
    guard let meter else { return settle(waiter, await waiter.suspend(until: deadline)) }
    return note(
      await meter.suspending { self.settle(waiter, await waiter.suspend(until: deadline)) }
    )
  }

  private func note(_ end: WaitEnd) -> WaitEnd {
    if end == .called { meter?.passed() }
    return end
  }

  /// What has come of a wait: who gives up and was called all the same has a permit.
  private func settle(_ waiter: Waiter, _ end: WaitEnd) -> WaitEnd {
    if end == .called { return .called }
    return state.withLock { $0.line.leave(waiter) } ? end : .called
  }

  /// Gives permits back.
  ///
  /// - Throws: ``SyncError``; then nothing has happened.
  func release(_ count: Int) throws(SyncError) {
    guard count > 0 else {
      throw .outOfRange("the permits to release", got: count, allowed: "1 or more")
    }
    let limit = limit
    let called = try state.withLock { (state) throws(SyncError) -> [Waiter] in
      // One too many is one too many, whether it would rest or go to somebody who waits.
      if let limit, count > limit - state.permits { throw .tooManyPermits(limit: limit) }
      let resting = max(0, count - state.line.count)
      let (sum, hasOverflown) = state.permits.addingReportingOverflow(resting)
      state.permits = hasOverflown ? .max : sum
      let called = state.line.pop(upTo: count)
      state.taken = max(0, state.taken - count) + called.count
      return called
    }
    for waiter in called { waiter.call() }
  }

  func snapshot() -> SyncSnapshot? {
    meter?.snapshot(holders: state.withLock { $0.taken })
  }
}
