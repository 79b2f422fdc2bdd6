// SPDX-License-Identifier: Apache-2.0

/// A task as a value, with typed result and typed failure.
public protocol Work: Sendable {
  /// What it makes.
  associatedtype Output: Sendable
  /// How it can fail.
  associatedtype Failure: Error = Never

  /// Does the work.
  ///
  /// - Parameter context: what the task may know and do about itself.
  /// - Returns: the result.
  /// - Throws: its own failure.
  func run(_ context: borrowing WorkContext) throws(Failure) -> Output
}
