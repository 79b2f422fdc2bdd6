// SPDX-License-Identifier: Apache-2.0

/// One task on its way through a pool, whatever it computes.
protocol WorkItem: AnyObject, Sendable {
  /// Its number in its pool.
  var id: UInt64 { get }
  /// What its submitter called it.
  var name: String? { get }
  /// Monotonic nanoseconds of its submission, or 0 if it is not timed.
  var submittedAt: Int64 { get }
  /// Whether it was cancelled before it started.
  var isCancelledInQueue: Bool { get }

  /// Marks the start; `false` if it was cancelled.
  func claim() -> Bool
  /// Runs the body and keeps what it returns or throws.
  func run(_ context: borrowing WorkContext) -> TaskEnding
  /// Shows everybody how it ended.
  func publish()
  /// Cancels it if it has not started.
  func cancelInQueue() -> Bool
}
