// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

extension Future {
  /// Whether it was handed to a pool that takes no further tasks.
  var isRefused: Bool { if case .failure(.shutDown) = outcome { true } else { false } }

  /// Whether it was refused for another reason.
  var isRejected: Bool { if case .failure(.rejected) = outcome { true } else { false } }

  /// Blocks until it has ended.
  var endedOutcome: Outcome {
    Result { () throws(TaskError<Failure>) in try wait() }
  }
}

extension FutureState {
  /// Whether nothing more happens.
  var isOver: Bool { self != .pending && self != .running }
}

extension Array {
  /// Whether each of these futures is in that state.
  ///
  /// Written out because `#expect(futures.allSatisfy { … })` was seen to fail where the same
  /// expression outside of the macro held (Swift 6.3.1, futures of `Void` and `CancellationError`).
  func areAll<Success, Failure>(_ state: FutureState) -> Bool
  where Element == Future<Success, Failure> {
    for future in self where future.state != state { return false }
    return true
  }
}

extension Result {
  /// Whether it is a success.
  var isSuccess: Bool { if case .success = self { true } else { false } }
}

extension Result where Failure == TaskError<CancellationError> {
  /// Whether it was cancelled.
  var isCancellation: Bool { if case .failure(.cancelled) = self { true } else { false } }
}
