// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct LockMisuseTests {
    @Test func `of many that try a free lock exactly one takes it`() async throws {
      try await onThread {
        let box = LockBox()
        let isTaken = concurrently(5) { _ in box.tryAcquire() }
        #expect(isTaken.count { $0 } == 1)
        #expect(concurrently(5) { _ in box.tryAcquire() }.allSatisfy { !$0 })
        try box.release()
        #expect(box.isFree)
      }
    }

    @Test(arguments: [nil, "counter"])
    func `a lock that nobody holds cannot be released`(name: String?) async throws {
      try await onThread {
        let box = LockBox(name: name)
        let what = name.map { "lock \"\($0)\"" } ?? "the lock"
        #expect(throws: SyncError.notHeld(what)) { try box.release() }
        box.acquire()
        try box.release()
        #expect(throws: SyncError.notHeld(what)) { try box.release() }
        // The lock still works.
        #expect(box.isFree)
      }
    }

    @Test(arguments: [nil, "counter"])
    func `another thread may release it`(name: String?) async throws {
      try await onThread {
        let box = LockBox(name: name)
        for _ in 0..<100 {
          box.acquire()
          #expect(concurrently(1) { _ in (try? box.release()) != nil } == [true])
        }
        #expect(box.isFree)
        #expect(box.snapshot()?.holder == nil)
      }
    }

    @Test(.tags(.stress), arguments: [nil, "counter"])
    func `of two that release it at once exactly one has released it`(name: String?) async throws {
      try await onThread {
        for _ in 0..<Load.scaled(2_000, soak: 200_000) {
          let box = LockBox(name: name)
          box.acquire()
          let isReleased = race(2) { _ in (try? box.release()) != nil }
          #expect(isReleased.count { $0 } == 1)
        }
      }
    }

    @Test(arguments: [nil, "counter"])
    func `who takes it twice waits for its limit`(name: String?) async throws {
      try await onThread {
        let box = LockBox(name: name)
        box.acquire()
        #expect(!box.tryAcquire())
        #expect(try !box.acquire(upTo: .milliseconds(20)))
        try box.release()
        #expect(box.isFree)
      }
    }
  }
}
