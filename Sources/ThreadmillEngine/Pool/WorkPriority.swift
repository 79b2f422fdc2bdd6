// SPDX-License-Identifier: Apache-2.0

/// How urgent a task is: of what is queued, the highest starts first, and in order inside a level.
///
/// There is no aging: as long as more urgent tasks come faster than workers can run them, others wait.
public struct WorkPriority: RawRepresentable, Sendable, Hashable, Comparable {
  /// Higher is more urgent.
  public let rawValue: Int8

  /// A level of one's own.
  public init(rawValue: Int8) { self.rawValue = rawValue }

  /// For what may wait.
  public static let low = WorkPriority(rawValue: -1)
  /// Unless said otherwise.
  public static let normal = WorkPriority(rawValue: 0)
  /// For what must not wait behind ordinary work.
  public static let high = WorkPriority(rawValue: 1)

  /// Whether one is less urgent than another.
  ///
  /// - Parameters:
  ///   - left: the one.
  ///   - right: the other.
  /// - Returns: whether `left` starts after `right`.
  public static func < (left: WorkPriority, right: WorkPriority) -> Bool {
    left.rawValue < right.rawValue
  }
}
