// SPDX-License-Identifier: Apache-2.0

/// A thread that holds a primitive or waits for it.
public struct SyncThread: Sendable, Hashable, Identifiable {
  /// The system's number of the thread.
  public var id: Int32
  /// What the system calls it, at most 15 bytes; empty if it has ended meanwhile.
  public var name: String
  /// For how long it has held, or waited.
  ///
  /// A holder that had not to wait is timed from the first snapshot that saw it: then it has held for at
  /// least so long.
  public var since: Duration

  /// Describes a thread.
  public init(id: Int32, name: String, since: Duration) {
    self.id = id
    self.name = name
    self.since = since
  }
}
