// SPDX-License-Identifier: Apache-2.0

/// What a primitive is.
public enum SyncKind: String, Sendable, Hashable, CaseIterable {
  /// A lock that one thread holds once.
  case lock
  /// A lock that one thread may hold many times.
  case recursiveLock
  /// A lock that many may read under, or one may write.
  case readWriteLock
  /// A number of permits.
  case semaphore
  /// A door that opens and closes.
  case event
  /// A wait for a change under a lock.
  case condition
  /// A meeting of several.
  case barrier
  /// A count that falls to zero.
  case latch
  /// Items on their way from producers to consumers.
  case queue

  /// What it is called beside a name: `lock "counter"`.
  public var word: String {
    switch self {
    case .recursiveLock: "rlock"
    case .readWriteLock: "rwlock"
    default: rawValue
    }
  }
}
