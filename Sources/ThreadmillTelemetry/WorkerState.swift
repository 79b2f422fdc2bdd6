// SPDX-License-Identifier: Apache-2.0

/// What a worker is doing at one instant.
public enum WorkerState: UInt8, Sendable, Hashable, CaseIterable {
  /// Created; its first instruction has not run yet.
  case starting
  /// Alive with nothing to do.
  case idle
  /// Running a task's own code.
  case running
  /// Waiting for a known time inside a task.
  case waiting
  /// Waiting inside a task for something that another worker must do: a lock, a queue, a join.
  case blocked
  /// Ended: it has been retired, or the one task it was made for has succeeded.
  case finished
  /// Ended: the one task it was made for has failed.
  case failed
  /// Ended: the one task it was made for was cancelled.
  case cancelled
  /// Gone without having ended: a crashed or killed process.
  case lost

  /// Whether the worker can still run something.
  public var isAlive: Bool {
    switch self {
    case .starting, .idle, .running, .waiting, .blocked: true
    case .finished, .failed, .cancelled, .lost: false
    }
  }

  /// Whether a task is in this worker's hands.
  public var isBusy: Bool {
    switch self {
    case .running, .waiting, .blocked: true
    case .starting, .idle, .finished, .failed, .cancelled, .lost: false
    }
  }
}
