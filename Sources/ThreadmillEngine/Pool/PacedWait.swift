// SPDX-License-Identifier: Apache-2.0

/// How far one wait has come, in paced nanoseconds; rescaling keeps the share that has elapsed.
package struct PacedWait {
  /// What the wait is a multiple of, if it may change while it lasts.
  private let live: (multiple: Double, of: LiveDuration)?
  /// How long the whole wait is at its present scale, 0 or more.
  package private(set) var requested: Int64
  /// When it would have begun, had it always had this scale.
  package private(set) var began: Int64

  /// Begins a wait of `requested` paced nanoseconds.
  package init(requested: Int64, at now: Int64) {
    live = nil
    self.requested = min(max(0, requested), Self.longest)
    began = now
  }

  init(_ multiple: Double, of duration: LiveDuration, at now: Int64) {
    live = (multiple, duration)
    requested = Self.scaled(multiple, duration)
    began = now
  }

  /// 146 years: far enough, and its end can still be computed.
  private static let longest: Int64 = 1 << 62

  private static func scaled(_ multiple: Double, _ duration: LiveDuration) -> Int64 {
    Int64(max(0, min(multiple * Double(duration.nanoseconds), Double(longest))))
  }

  /// When it ends at its present scale; the end of the range if that is later.
  package var deadline: Int64 { began.saturatingAdd(requested) }

  /// Takes a changed scale into account.
  ///
  /// - Returns: whether the wait is over at `now`.
  package mutating func advance(to now: Int64) -> Bool {
    if let live {
      let scaled = Self.scaled(live.multiple, live.of)
      if scaled != requested && now < deadline {
        let share = requested > 0 ? Double(now - began) / Double(requested) : 1
        began = now - Int64(share * Double(scaled))
        requested = scaled
      }
    }
    return now >= deadline
  }
}
