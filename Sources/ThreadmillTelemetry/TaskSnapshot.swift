// SPDX-License-Identifier: Apache-2.0

/// The task in a worker's hands at one instant.
public struct TaskSnapshot: Sendable, Hashable, Identifiable {
  /// The task's number, unique in its pool, counted from 0 in submission order.
  public var id: UInt64
  /// The name its submitter gave it.
  public var name: String?
  /// Time since it started; `nil` while timestamps are sampled and this task has none.
  public var elapsed: Duration?
  /// How far it has come.
  public var activity: TaskActivity

  /// Creates the picture of one task.
  public init(id: UInt64, name: String?, elapsed: Duration?, activity: TaskActivity) {
    self.id = id
    self.name = name
    self.elapsed = elapsed
    self.activity = activity
  }
}
