// SPDX-License-Identifier: Apache-2.0

/// Why a queue did not do what it was asked to.
public enum QueueError: Error, Hashable, Sendable {
  /// It takes nothing more; for whoever takes: and it is empty.
  case closed
  /// More items were reported done than were put.
  case doneTooOften
  /// A wait was to take less than no time.
  case negativeLimit(Duration)
  /// A number is out of its range.
  case outOfRange(String, got: Int, allowed: String)
}

extension QueueError: CustomStringConvertible {
  /// One sentence for the person who reads it.
  public var description: String {
    switch self {
    case .closed: "the queue is closed"
    case .doneTooOften: "more items were reported done than were put"
    case .negativeLimit(let limit): "a limit must be zero or more, got \(limit)"
    case .outOfRange(let what, let got, let allowed): "\(what) must be \(allowed), got \(got)"
    }
  }
}

extension Deadline {
  /// The end of a wait that somebody has asked for; `nil` never comes.
  ///
  /// - Throws: ``QueueError/negativeLimit(_:)``.
  static func ofQueue(_ limit: Duration?) throws(QueueError) -> Deadline? {
    guard let limit else { return nil }
    guard limit >= .zero else { throw .negativeLimit(limit) }
    return Deadline(after: limit)
  }
}
