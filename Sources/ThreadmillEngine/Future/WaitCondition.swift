// SPDX-License-Identifier: Apache-2.0

/// When a wait for several futures is over; see `wait(for:of:upTo:)`.
///
/// The names are those of Python's `concurrent.futures.wait` (`FIRST_COMPLETED`, `FIRST_EXCEPTION`,
/// `ALL_COMPLETED`).
public enum WaitCondition: Sendable, Hashable, CaseIterable {
  /// As soon as one has ended, however it did.
  case firstCompleted
  /// As soon as one has failed; if none does, when all have ended.
  ///
  /// A future that was cancelled has not failed: somebody wanted it so. It is ``FutureState/failed``
  /// that counts, whatever the reason: the task's own error, a refusal, a lost worker.
  case firstFailure
  /// When all have ended.
  case all

  /// Whether a wait is over.
  ///
  /// - Parameters:
  ///   - ended: futures that have ended, `0...total`.
  ///   - hasFailure: whether one of them has failed.
  ///   - total: futures waited for; with none, every wait is over.
  /// - Returns: whether nothing has to be waited for any more.
  package func isMet(ended: Int, hasFailure: Bool, total: Int) -> Bool {
    if ended >= total { return true }
    return switch self {
    case .firstCompleted: ended > 0
    case .firstFailure: hasFailure
    case .all: false
    }
  }
}
