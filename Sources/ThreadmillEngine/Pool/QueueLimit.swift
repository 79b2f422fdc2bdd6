// SPDX-License-Identifier: Apache-2.0

/// How many tasks may wait in a pool's queue, and what becomes of those for which there is no room.
///
/// A task that runs takes no place, and the tasks of a `map` take none: whoever submits them waits for all
/// of them.
public struct QueueLimit: Sendable, Hashable {
  /// Limits that a queue may have.
  public static let countRange = 1...1_000_000_000

  /// How many tasks may wait; `nil` is any number.
  public let count: Int?
  /// What becomes of the others.
  public let policy: OverflowPolicy

  /// Any number of tasks.
  public static let unlimited = QueueLimit(count: nil, policy: .block)

  /// At most `count` tasks.
  ///
  /// - Parameters:
  ///   - count: in ``countRange``.
  ///   - policy: what becomes of a task for which there is no room.
  /// - Throws: ``PoolError`` with code `queueLimit` if `count` is out of range.
  public init(_ count: Int, _ policy: OverflowPolicy) throws(PoolError) {
    guard Self.countRange.contains(count) else {
      throw .queueLimit(count, allowed: Self.countRange)
    }
    self.init(count: count, policy: policy)
  }

  private init(count: Int?, policy: OverflowPolicy) {
    self.count = count
    self.policy = policy
  }
}
