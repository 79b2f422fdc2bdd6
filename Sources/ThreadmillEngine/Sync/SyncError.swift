// SPDX-License-Identifier: Apache-2.0

/// How a primitive was used that it cannot be used.
public enum SyncError: Error, Hashable, Sendable {
  /// It was to be released, or waited under, by somebody, but nobody holds it.
  case notHeld(String)
  /// It was to be released, or waited under, by a thread that does not hold it.
  case heldByAnother(String)
  /// A wait was to take less than no time.
  case negativeLimit(Duration)
  /// A number is out of its range.
  case outOfRange(String, got: Int, allowed: String)
  /// More permits were given back than there are.
  case tooManyPermits(limit: Int)
  /// The barrier is broken: somebody has given up, or somebody else has said so.
  case brokenBarrier
}

extension SyncError: CustomStringConvertible {
  /// One sentence for the person who reads it.
  public var description: String {
    switch self {
    case .notHeld(let what): "\(what) is not held"
    case .heldByAnother(let what): "\(what) is held by another thread"
    case .negativeLimit(let limit): "a limit must be zero or more, got \(limit)"
    case .outOfRange(let what, let got, let allowed): "\(what) must be \(allowed), got \(got)"
    case .tooManyPermits(let limit):
      "more permits were to be given back than were taken: the semaphore has \(limit)"
    case .brokenBarrier: "the barrier is broken"
    }
  }
}

extension Deadline {
  /// The end of a wait that somebody has asked for.
  ///
  /// - Throws: ``SyncError/negativeLimit(_:)``.
  init(checked limit: Duration) throws(SyncError) {
    guard limit >= .zero else { throw .negativeLimit(limit) }
    self.init(after: limit)
  }
}
