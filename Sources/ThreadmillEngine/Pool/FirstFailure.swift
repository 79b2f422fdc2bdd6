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
    first.withLock { first in
      if place < first?.place ?? .max { first = (place, error) }
    }
  }

  /// The first failure, if it is in `range`.
  func error(in range: Range<Int>) -> TaskError<Failure>? {
    first.withLock { first in
      first.flatMap { range.contains($0.place) ? $0.error : nil }
    }
  }
}
