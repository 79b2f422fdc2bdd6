// SPDX-License-Identifier: Apache-2.0

/// Decides which tasks are timed: all of them, unless they are so short that two clock reads would
/// show (23 to 48 ns each).
///
/// Tasks under 10 µs are timed one in 16, tasks under 1 µs one in 64, which keeps the price of
/// timestamps below 1 %. Untimed tasks that are not as short give themselves away by the time that
/// has passed since the last timestamp.
package struct TimestampSampler: Sendable {
  /// One task in so many is timed; a power of two.
  package private(set) var stride = 1
  private var untilNext = 0

  /// Times every task until one turns out to be short.
  package init() {}

  /// Whether to time the next task.
  package mutating func shouldTime() -> Bool {
    guard untilNext == 0 else {
      untilNext -= 1
      return false
    }
    untilNext = stride - 1
    return true
  }

  /// Whether to time the next task in spite of the stride, because the last timestamp is `gap`
  /// nanoseconds old: then tasks are not short any more, and all are timed until one is.
  package mutating func shouldTime(after gap: Int64) -> Bool {
    guard gap >= Self.longestGap else { return false }
    stride = 1
    untilNext = 0
    return true
  }

  /// The stride of tasks under 1 µs.
  static var longestStride: Int { 64 }

  /// 64 tasks of 10 µs take a sixth of it; a coarse clock can tell it.
  private static var longestGap: Int64 { 4_000_000 }

  /// Adapts to a service time in nanoseconds.
  package mutating func note(service: Int64) {
    let fitting = service < 1_000 ? Self.longestStride : service < 10_000 ? 16 : 1
    // Widened at once, narrowed in steps: one longer task among short ones does not matter, unless it is
    // so long that it is worth the price of timing all that follow until one is short.
    let isLong = service >= Self.longestGap
    stride = fitting >= stride || isLong ? fitting : max(fitting, stride / 4)
    untilNext = min(untilNext, stride - 1)
  }

  /// Times the next task: after an idle time nobody is in a hurry.
  package mutating func reset() { untilNext = 0 }
}
