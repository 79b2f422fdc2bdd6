// SPDX-License-Identifier: Apache-2.0

/// What several workers add up to: the sums of a ``WorkerSnapshot``'s counters.
public struct WorkerTotals: Sendable, Hashable {
  /// Tasks whose body returned.
  public var finished: UInt64
  /// Tasks whose body threw.
  public var failed: UInt64
  /// Tasks that stopped because they were cancelled while they ran.
  public var cancelled: UInt64
  /// Time with a task in their hands.
  public var busy: Duration
  /// Queue wait of the tasks they took; see ``WorkerSnapshot/queueWait``.
  public var queueWait: Duration
  /// Time spent waiting for locks inside tasks.
  public var lockWait: Duration
  /// Time that tasks were blocked; see ``WorkerSnapshot/blocked``.
  public var blocked: Duration
  /// CPU time received, as far as the system tells.
  public var cpu: Duration

  /// The totals of no workers.
  public init() {
    (finished, failed, cancelled) = (0, 0, 0)
    (busy, queueWait, lockWait) = (.zero, .zero, .zero)
    (blocked, cpu) = (.zero, .zero)
  }

  /// The totals of one worker.
  ///
  /// - Parameter worker: at the instant whose totals are wanted.
  public init(_ worker: WorkerSnapshot) {
    (finished, failed, cancelled) = (worker.finished, worker.failed, worker.cancelled)
    (busy, queueWait, lockWait) = (worker.busy, worker.queueWait, worker.lockWait)
    (blocked, cpu) = (worker.blocked, worker.cpu ?? .zero)
  }

  /// The totals of both.
  public static func + (left: WorkerTotals, right: WorkerTotals) -> WorkerTotals {
    var sum = left
    sum.finished += right.finished
    sum.failed += right.failed
    sum.cancelled += right.cancelled
    sum.busy += right.busy
    sum.queueWait += right.queueWait
    sum.lockWait += right.lockWait
    sum.blocked += right.blocked
    sum.cpu += right.cpu
    return sum
  }
}
