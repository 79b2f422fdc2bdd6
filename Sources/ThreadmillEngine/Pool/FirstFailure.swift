// SPDX-License-Identifier: Apache-2.0

/// Of the failures of a `map`, the one that comes first in input order.
@usableFromInline
final class FirstFailure<Failure: Error>: Sendable {
  private let first = Guarded<(place: Int, error: TaskError<Failure>)?>(nil)

  @usableFromInline
  init() {}

  /// Notes that the input at `place` has failed.
  @usableFromInline
  func note(_ error: TaskError<Failure>, at place: Int) {
    // The error that it replaces is freed without the lock: that may be somebody's code.
    _ = first.withLock { first -> TaskError<Failure>? in
      guard place < first?.place ?? .max else { return nil }
      defer { first = (place, error) }
      return first?.error
    }
  }

  /// The first failure, if it is in `range`.
  func error(in range: Range<Int>) -> TaskError<Failure>? {
    first.withLock { first in
      first.flatMap { range.contains($0.place) ? $0.error : nil }
    }
  }
}
