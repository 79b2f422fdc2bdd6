// SPDX-License-Identifier: Apache-2.0

/// What becomes of a task for which the queue of its pool has no room.
public enum OverflowPolicy: Sendable, Hashable, CaseIterable {
  /// Whoever submits it waits until there is room; inside a task of the same pool it runs the task
  /// itself, because a worker that waits makes no room.
  case block
  /// It is refused: its future ends as ``TaskError/rejected(reason:)``.
  case reject
  /// The oldest of the least urgent queued tasks is dropped for it, and ends as rejected.
  case dropOldest
  /// Whoever submits it runs it at once, and submits nothing else meanwhile.
  case callerRuns
}
