// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

extension Lock {
  /// Runs `body` while holding the lock; a wait for it ends when the task is asked to stop.
  ///
  /// - Parameters:
  ///   - context: of the task that waits.
  ///   - body: must not take this lock again.
  /// - Returns: what `body` returns.
  /// - Throws: `CancellationError` if the task is asked to stop first, or what `body` throws; the lock
  ///   is released either way.
  @inline(__always)
  package borrowing func withLock<Result>(
    in context: borrowing WorkContext,
    _ body: () throws(CancellationError) -> Result
  ) throws(CancellationError) -> Result {
    try acquire(in: context)
    // What was taken here is held.
    defer { try? release() }
    return try body()
  }
}
