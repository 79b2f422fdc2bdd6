// SPDX-License-Identifier: Apache-2.0

/// A moment on the monotonic clock at which a wait gives up.
@usableFromInline
package struct Deadline: Sendable, Hashable {
  /// Monotonic nanoseconds; `Int64.max` never comes.
  package let nanoseconds: Int64

  /// A moment in monotonic nanoseconds; `Int64.max` never comes.
  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The moment `limit` from now; a negative limit has already passed.
  package init(after limit: Duration) {
    nanoseconds = MonotonicClock.nanoseconds.saturatingAdd(max(0, limit.wholeNanoseconds))
  }

  /// No limit at all for `nil`.
  package init?(after limit: Duration?) {
    guard let limit else { return nil }
    self.init(after: limit)
  }

  /// Whether the moment has come; costs a look at the clock.
  package var hasPassed: Bool { MonotonicClock.nanoseconds >= nanoseconds }
}
