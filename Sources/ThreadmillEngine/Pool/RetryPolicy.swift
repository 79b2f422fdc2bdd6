// SPDX-License-Identifier: Apache-2.0

/// Whether a task that has failed is tried again, and when.
///
/// ```swift
/// let policy = try RetryPolicy<HTTPError>(
///   maxAttempts: 5,
///   backoff: .exponential(base: .milliseconds(100), cap: .seconds(10))
/// ) { $0.isTemporary }
/// ```
///
/// A value that decides; it has no clock and runs nothing. When not to use it: for work that must not be
/// done twice, and for an error that will be the same next time.
public struct RetryPolicy<Failure: Error>: Sendable {
  /// How often a task is tried in all, 1 or more; 1 is never again.
  public let maxAttempts: Int
  /// How long it waits in between.
  public let backoff: RetryBackoff
  private let isRetryable: @Sendable (Failure) -> Bool

  /// Makes a policy.
  ///
  /// - Parameters:
  ///   - maxAttempts: 1 or more, the first one included.
  ///   - backoff: how long to wait in between; not at all unless said.
  ///   - isRetryable: whether it is worth another attempt after this error; after any unless said.
  /// - Throws: ``PoolError`` with code `retry` if a number is out of its range.
  public init(
    maxAttempts: Int,
    backoff: RetryBackoff = .none,
    retryIf isRetryable: @escaping @Sendable (Failure) -> Bool = { _ in true }
  ) throws(PoolError) {
    guard maxAttempts >= 1 else { throw .retry("maxAttempts", "1 or more", maxAttempts) }
    try backoff.validate()
    self.maxAttempts = maxAttempts
    self.backoff = backoff
    self.isRetryable = isRetryable
  }

  private init() {
    maxAttempts = 1
    backoff = .none
    isRetryable = { _ in false }
  }

  /// One attempt and no other.
  public static var never: RetryPolicy { RetryPolicy() }

  /// Decides after an attempt that has failed.
  ///
  /// Pure, as far as the predicate is: the same numbers give the same answer.
  ///
  /// - Parameters:
  ///   - attempt: which one it was, counted from 1; below counts as 1.
  ///   - failure: its error.
  ///   - seed: another one for each task, so that those that fail together do not come back together.
  /// - Returns: how long to wait for the next attempt, zero or more; `nil` if there is none.
  public func delay(afterAttempt attempt: Int, failure: Failure, seed: UInt64) -> Duration? {
    let attempt = max(1, attempt)
    guard attempt < maxAttempts, isRetryable(failure) else { return nil }
    return backoff.delay(retry: attempt - 1, seed: seed)
  }

  /// All delays of a task that fails each time and may be tried again each time.
  ///
  /// - Parameter seed: the task's.
  /// - Returns: `maxAttempts - 1` delays, made when they are asked for.
  public func schedule(seed: UInt64) -> some Sequence<Duration> {
    let backoff = backoff
    return (0..<(maxAttempts - 1)).lazy.map { backoff.delay(retry: $0, seed: seed) }
  }
}
