// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct SyncErrorTests {
    private static func text(of body: () throws -> Void) -> String {
      do {
        try body()
        return "no error"
      } catch {
        return "\(error)"
      }
    }

    @Test func `each says in one sentence what is wrong, with value and range`() {
      #expect(
        Self.text { _ = try Semaphore(permits: -3) }
          == "the permits of a semaphore must be 0 or more, got -3"
      )
      #expect(
        Self.text { _ = try Barrier(parties: 0) }
          == "the parties of a barrier must be 1 or more, got 0"
      )
      #expect(
        Self.text { _ = try Latch(count: -1) } == "the count of a latch must be 0 or more, got -1"
      )
      #expect(Self.text { try Latch(count: 3).countDown(4) } == "the count must be 1...3, got 4")
      #expect(
        Self.text { try Latch(count: 0).countDown() }
          == "the count must be 0: the latch is open, got 1"
      )
      #expect(
        Self.text { try Semaphore(permits: 1).release(0) }
          == "the permits to release must be 1 or more, got 0"
      )
      #expect(
        Self.text { _ = try LockBox().acquire(upTo: .seconds(-2)) }
          == "a limit must be zero or more, got \(Duration.seconds(-2))"
      )
      #expect(Self.text { try LockBox().release() } == "the lock is not held")
      #expect(
        Self.text { try LockBox(name: "counter").release() } == "lock \"counter\" is not held"
      )
      #expect(
        Self.text { try RecursiveBox(name: "tree").release() } == "rlock \"tree\" is not held"
      )
      #expect(
        Self.text { try ReadWriteLock(name: "page").releaseRead() }
          == "rwlock \"page\" is not held"
      )
      #expect("\(SyncError.heldByAnother("lock \"a\""))" == "lock \"a\" is held by another thread")
      #expect("\(SyncError.brokenBarrier)" == "the barrier is broken")
    }

    /// Two of three permits are there: it has not all of them.
    @Test func `a permit too many is told without saying what is not so`() throws {
      let semaphore = try BoundedSemaphore(permits: 3)
      #expect(semaphore.tryAcquire())
      let text = Self.text { try semaphore.release(2) }
      #expect(text == "more permits were to be given back than were taken: the semaphore has 3")
    }
  }
}
