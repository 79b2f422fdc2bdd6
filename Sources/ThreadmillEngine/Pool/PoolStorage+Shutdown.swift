// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

extension PoolStorage {
  /// Climbs the ladder; from inside a task of this pool it does not wait, and another thread climbs
  /// on.
  func shutdown(_ ladder: ShutdownLadder) -> ShutdownReport {
    let began = MonotonicClock.nanoseconds
    let mayWait = !isCalledFromInside
    var neverStarted = 0
    var isComplete = false
    var mustCancel = true
    if ladder.drainLimit != .zero {
      let deadline = Deadline(after: ladder.drainLimit)
      beginDrain(until: deadline)
      isComplete = mayWait && waitUntilTerminated(until: deadline)
      mustCancel = mayWait ? !isComplete : !cancelLater(at: deadline)
    }
    if mustCancel {
      neverStarted = beginCancel()
      isComplete = mayWait && waitUntilTerminated(until: Deadline(after: ladder.cancelLimit))
    }
    let snapshot = snapshot()
    return ShutdownReport(
      isComplete: isComplete,
      neverStarted: neverStarted,
      counts: snapshot.counts,
      stillRunning: snapshot.workers.filter(\.state.isAlive).map(\.name)
        + state.withLock { $0.foreign.map(\.name) },
      elapsed: .nanoseconds(MonotonicClock.nanoseconds - began)
    )
  }

  /// Cancels at `deadline` what is left by then; on a thread of its own, because a task must not
  /// wait for itself.
  ///
  /// - Returns: `false` if the system has refused the thread: then it is better to cancel at once
  ///   than never.
  private func cancelLater(at deadline: Deadline?) -> Bool {
    guard let deadline else { return true }
    let thread = try? NativeThread(name: "shutdown") { [self] in
      NativeThread.current.detach()
      if !waitUntilTerminated(until: deadline) { _ = beginCancel() }
    }
    return thread != nil
  }
}
