// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// How a task that had started ended.
@usableFromInline
package enum TaskEnding: Sendable, Hashable {
  /// Its body has returned.
  case finished
  /// Its body has thrown.
  case failed
  /// Its body has stopped because it was asked to.
  case cancelled

  /// Makes it the ending of several elements, of which one more has ended: the worst of them all.
  @inlinable
  mutating func include(_ ending: TaskEnding) {
    if self == .finished || ending == .failed { self = ending }
  }

  /// The event that tells of it.
  var event: TaskEvent.State {
    switch self {
    case .finished: .finished
    case .failed: .failed
    case .cancelled: .cancelled
    }
  }

  /// What the worker has come to whose only task has ended so.
  var workerState: WorkerState {
    switch self {
    case .finished: .finished
    case .failed: .failed
    case .cancelled: .cancelled
    }
  }
}
