// SPDX-License-Identifier: Apache-2.0

extension Future {
  /// The value, waiting for it without blocking a thread, at most for `limit`.
  ///
  /// The asynchronous form of ``wait(upTo:)``. Cancelling the awaiting task has no effect on the future
  /// nor on the wait, as with ``value``. A wait that its limit ends leaves nothing behind in the future.
  ///
  /// The limit is kept by a task of Swift's own pool: if all threads of that are blocked, it comes late.
  ///
  /// - Parameter limit: monotonic time; zero or less looks without suspending.
  /// - Returns: the value, or `nil` if the limit has passed first.
  /// - Throws: ``TaskError`` if the future ended without a value.
  public func value(upTo limit: Duration) async throws(TaskError<Failure>) -> Success? {
    guard await storage.core.settled(until: Deadline(after: limit)) else { return nil }
    return try storage.settledOutcome.get()
  }
}
