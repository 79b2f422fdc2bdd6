// SPDX-License-Identifier: Apache-2.0

/// What a worker is made of.
public enum WorkerKind: String, Sendable, Hashable, CaseIterable {
  /// A thread of this process.
  case thread
  /// A process of its own.
  case process
  /// The thread that submitted the task.
  case caller
  /// A slot on Swift's cooperative pool.
  case slot
}
