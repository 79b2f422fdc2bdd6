// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// One thread's own counter, with two cache lines to itself: processors fetch them in pairs.
final class RaceShard: Sendable {
  private let before = Padding()
  private let value = Atomic<Int>(0)
  private let after = Padding()

  /// What it stands at.
  var count: Int { value.load(ordering: .relaxed) }

  /// Adds 1; for the one thread that owns it.
  @inline(__always)
  func add() { value.store(value.load(ordering: .relaxed) &+ 1, ordering: .relaxed) }

  /// 128 bytes that nobody touches.
  private struct Padding: Sendable {
    private let words: (InlineHalf, InlineHalf) = (
      (0, 0, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0, 0, 0)
    )
    private typealias InlineHalf = (Int, Int, Int, Int, Int, Int, Int, Int)
  }
}
