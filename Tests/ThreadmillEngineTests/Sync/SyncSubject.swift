// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

/// One kind of wait, so that what all of them promise is tested for each.
struct SyncSubject: Sendable, CustomStringConvertible {
  /// A primitive named "it", for which one has to wait, and what may be done with it.
  struct Parts: Sendable {
    /// Waits, and gives back at once what it got.
    let wait: @Sendable (borrowing WorkContext) throws -> Void
    /// The same with a limit; `false` if it has passed.
    let timed: @Sendable (Duration) throws -> Bool
    /// Ends the wait of one; called by the thread that has made the primitive.
    let release: @Sendable () -> Void
    /// After the release: whether nobody holds it or waits.
    let isIdle: @Sendable () -> Bool
    let snapshot: @Sendable () -> SyncSnapshot?
    /// The asynchronous twins.
    var suspended: (@Sendable () async throws -> Void)?
    var timedSuspended: (@Sendable (Duration) async throws -> Bool)?
  }

  let description: String
  let kind: SyncKind
  /// Makes one on the calling thread.
  let make: @Sendable () throws -> Parts

  static let all = [
    lock, recursiveLock, reader, writer, semaphore, boundedSemaphore, event, latch, condition,
    predicate, barrier,
  ]

  static let asynchronous = [semaphore, boundedSemaphore, event, latch, barrier]

  static let lock = Self(description: "lock", kind: .lock) {
    let box = LockBox(name: "it")
    box.acquire()
    return Parts(
      wait: { context in
        try box.acquire(in: context)
        try box.release()
      },
      timed: { limit in
        guard try box.acquire(upTo: limit) else { return false }
        try box.release()
        return true
      },
      release: { try? box.release() },
      isIdle: { box.isFree },
      snapshot: { box.snapshot() }
    )
  }

  static let recursiveLock = Self(description: "recursive lock", kind: .recursiveLock) {
    let box = RecursiveBox(name: "it")
    box.acquire()
    return Parts(
      wait: { context in
        try box.acquire(in: context)
        try box.release()
      },
      timed: { limit in
        guard try box.acquire(upTo: limit) else { return false }
        try box.release()
        return true
      },
      release: { try? box.release() },
      isIdle: { box.depth == 0 && box.snapshot()?.holder == nil },
      snapshot: { box.snapshot() }
    )
  }

  static let reader = Self(description: "reader", kind: .readWriteLock) {
    let lock = ReadWriteLock(name: "it")
    lock.acquireWrite()
    return Parts(
      wait: { context in
        try lock.acquireRead(in: context)
        try lock.releaseRead()
      },
      timed: { limit in
        guard try lock.acquireRead(upTo: limit) else { return false }
        try lock.releaseRead()
        return true
      },
      release: { try? lock.releaseWrite() },
      isIdle: { !lock.isWriting && lock.readers == 0 && lock.waiting == 0 },
      snapshot: { lock.snapshot() }
    )
  }

  static let writer = Self(description: "writer", kind: .readWriteLock) {
    let lock = ReadWriteLock(name: "it")
    lock.acquireRead()
    return Parts(
      wait: { context in
        try lock.acquireWrite(in: context)
        try lock.releaseWrite()
      },
      timed: { limit in
        guard try lock.acquireWrite(upTo: limit) else { return false }
        try lock.releaseWrite()
        return true
      },
      release: { try? lock.releaseRead() },
      isIdle: { !lock.isWriting && lock.readers == 0 && lock.waiting == 0 },
      snapshot: { lock.snapshot() }
    )
  }

  static let semaphore = Self(description: "semaphore", kind: .semaphore) {
    let semaphore = try Semaphore(permits: 1, name: "it")
    semaphore.acquire()
    return Parts(
      wait: { context in
        try semaphore.acquire(in: context)
        semaphore.release()
      },
      timed: { limit in
        guard try semaphore.acquire(upTo: limit) else { return false }
        semaphore.release()
        return true
      },
      release: { semaphore.release() },
      isIdle: { semaphore.available == 1 && semaphore.waiting == 0 },
      snapshot: { semaphore.snapshot() },
      suspended: {
        try await semaphore.acquire()
        semaphore.release()
      },
      timedSuspended: { limit in
        guard try await semaphore.acquire(upTo: limit) else { return false }
        semaphore.release()
        return true
      }
    )
  }

  static let boundedSemaphore = Self(description: "bounded semaphore", kind: .semaphore) {
    let semaphore = try BoundedSemaphore(permits: 1, name: "it")
    semaphore.acquire()
    return Parts(
      wait: { context in
        try semaphore.acquire(in: context)
        try semaphore.release()
      },
      timed: { limit in
        guard try semaphore.acquire(upTo: limit) else { return false }
        try semaphore.release()
        return true
      },
      release: { try? semaphore.release() },
      isIdle: { semaphore.available == 1 && semaphore.waiting == 0 },
      snapshot: { semaphore.snapshot() },
      suspended: {
        try await semaphore.acquire()
        try semaphore.release()
      },
      timedSuspended: { limit in
        guard try await semaphore.acquire(upTo: limit) else { return false }
        try semaphore.release()
        return true
      }
    )
  }
}
