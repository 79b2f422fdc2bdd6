// SPDX-License-Identifier: Apache-2.0

/// What can go wrong when a promise is kept.
public enum PromiseError: Error, Hashable, CustomStringConvertible {
  /// The future has an outcome already, possibly because it was cancelled.
  case alreadyCompleted

  /// One sentence for the person who reads it.
  public var description: String { "the promise has been completed or cancelled before" }
}
