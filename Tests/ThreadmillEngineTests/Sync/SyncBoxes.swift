// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

/// A lock that closures can share.
final class LockBox: Sendable {
  let lock: Lock

  init(name: String? = nil) { lock = Lock(name: name) }

  func acquire() { lock.acquire() }
  func tryAcquire() -> Bool { lock.tryAcquire() }
  func acquire(upTo limit: Duration) throws -> Bool { try lock.acquire(upTo: limit) }
  func acquire(in context: borrowing WorkContext) throws { try lock.acquire(in: context) }
  func release() throws { try lock.release() }
  func snapshot() -> SyncSnapshot? { lock.snapshot() }

  /// Whether nobody holds it.
  var isFree: Bool {
    guard lock.tryAcquire() else { return false }
    return (try? lock.release()) != nil
  }
}

/// A recursive lock that closures can share.
final class RecursiveBox: Sendable {
  let lock: RecursiveLock

  init(name: String? = nil) { lock = RecursiveLock(name: name) }

  var depth: Int { lock.depth }
  func acquire() { lock.acquire() }
  func tryAcquire() -> Bool { lock.tryAcquire() }
  func acquire(upTo limit: Duration) throws -> Bool { try lock.acquire(upTo: limit) }
  func acquire(in context: borrowing WorkContext) throws { try lock.acquire(in: context) }
  func release() throws { try lock.release() }
  func snapshot() -> SyncSnapshot? { lock.snapshot() }
}

/// A condition with its lock, and a number of tokens under it.
final class ConditionBox: @unchecked Sendable {
  // Safety: `tokens` is touched only under `lock`.
  let lock: Lock
  let changed: Condition
  var tokens = 0

  init(name: String? = nil, lockName: String? = nil) {
    lock = Lock(name: lockName)
    changed = Condition(name: name)
  }

  var waiting: Int { changed.waiting }
  @discardableResult
  func notify(_ count: Int = 1) -> Int { changed.notify(count) }
  func notifyAll() { changed.notifyAll() }
  func snapshot() -> SyncSnapshot? { changed.snapshot() }

  func give(_ count: Int = 1) {
    lock.withLock { tokens += count }
    changed.notify(count)
  }

  /// Whether nobody holds the lock.
  var isFree: Bool {
    guard lock.tryAcquire() else { return false }
    return (try? lock.release()) != nil
  }
}
