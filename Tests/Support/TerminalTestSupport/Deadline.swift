// SPDX-License-Identifier: Apache-2.0

/// A moment after which a test stops waiting: no test may hang.
package struct Deadline: Sendable {
  private let end: ContinuousClock.Instant

  /// A deadline that long from now.
  package init(after duration: Duration) { end = ContinuousClock.now + duration }

  /// Whether the moment has come.
  package var hasPassed: Bool { ContinuousClock.now >= end }

  /// What is left for `poll`, at least 0.
  package var milliseconds: Int32 {
    let left = ContinuousClock.now.duration(to: end).components
    return Int32(clamping: max(0, left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000))
  }
}
