// SPDX-License-Identifier: Apache-2.0

/// Why a future holds no value.
public enum TaskError<Failure: Error>: Error {
  /// The task's own error, of its own type.
  case failed(Failure)
  /// It was cancelled before it started, or it stopped with `CancellationError` because it was asked to.
  case cancelled
  /// It ran longer than its deadline allows.
  case timedOut(after: Duration)
  /// Its worker died with it.
  indirect case workerLost(WorkerLoss)
  /// It was refused, with the reason in one sentence.
  case rejected(reason: String)
  /// It was handed to a pool that takes no further tasks.
  case shutDown
  /// Whoever promised the value is gone without having given it.
  case abandoned
}

extension TaskError {
  /// What an error comes to that a task has thrown: only one that was asked to stop has been
  /// cancelled.
  @inlinable
  init(thrown error: Failure, _ context: borrowing WorkContext) {
    self = error is CancellationError && context.isCancelled ? .cancelled : .failed(error)
  }

  /// How a task has ended that threw it.
  @inlinable var ending: TaskEnding { if case .cancelled = self { .cancelled } else { .failed } }
}

extension TaskError: Equatable where Failure: Equatable {}
extension TaskError: Hashable where Failure: Hashable {}

extension TaskError: CustomStringConvertible {
  /// One sentence for the person who reads it.
  public var description: String {
    switch self {
    case .failed(let failure): "the task failed: \(failure)"
    case .cancelled: "the task was cancelled"
    case .timedOut(let limit): "the task ran longer than \(limit)"
    case .workerLost(let loss): "worker process \(loss.pid) died with the task"
    case .rejected(let reason): "the task was refused: \(reason)"
    case .shutDown: "cannot schedule after shutdown"
    case .abandoned: "whoever promised the value is gone"
    }
  }
}
