// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct ReadWriteLockTests {
    @Test(arguments: ReadWritePolicy.allCases)
    func `many read at once, one writes alone`(policy: ReadWritePolicy) async throws {
      try await onThread {
        let lock = ReadWriteLock(policy: policy)
        #expect(lock.policy == policy)
        let inside = Tally()
        let gate = Gate()
        let readers = (0..<4).map { _ in
          PlainThread {
            lock.withReadLock {
              inside.add()
              gate.wait()
            }
          }
        }
        inside.wait(for: 4)
        #expect(lock.readers == 4 && !lock.isWriting && lock.waiting == 0)
        #expect(!lock.tryAcquireWrite())
        #expect(lock.tryAcquireRead())
        try lock.releaseRead()
        gate.open()
        for reader in readers { reader.join() }
        #expect(lock.readers == 0)
        #expect(lock.tryAcquireWrite())
        #expect(lock.isWriting)
        #expect(!lock.tryAcquireRead())
        #expect(!lock.tryAcquireWrite())
        #expect(try !lock.acquireRead(upTo: .milliseconds(5)))
        #expect(try !lock.acquireWrite(upTo: .milliseconds(5)))
        try lock.releaseWrite()
        #expect(lock.tryAcquireWrite())
        try lock.releaseWrite()
      }
    }

    @Test(arguments: [nil, "cache"])
    func `what nobody holds cannot be released`(name: String?) async throws {
      try await onThread {
        let lock = ReadWriteLock(name: name)
        let error = SyncError.notHeld(name.map { "rwlock \"\($0)\"" } ?? "the lock")
        #expect(throws: error) { try lock.releaseRead() }
        #expect(throws: error) { try lock.releaseWrite() }
        lock.acquireRead()
        #expect(throws: error) { try lock.releaseWrite() }
        #expect(lock.readers == 1)
        try lock.releaseRead()
        lock.acquireWrite()
        #expect(throws: error) { try lock.releaseRead() }
        #expect(lock.isWriting)
        try lock.releaseWrite()
        #expect(throws: error) { try lock.releaseRead() }
        #expect(throws: error) { try lock.releaseWrite() }
        #expect(lock.tryAcquireWrite())
      }
    }

    @Test func `a body that throws leaves`() async throws {
      try await onThread {
        let lock = ReadWriteLock()
        #expect(throws: Mishap.self) {
          try lock.withReadLock { () throws(Mishap) in throw Mishap() }
        }
        #expect(throws: Mishap.self) {
          try lock.withWriteLock { () throws(Mishap) in throw Mishap() }
        }
        #expect(lock.tryAcquireWrite())
      }
    }

    /// What the lock guards.
    private final class Page: @unchecked Sendable {
      // Safety: written only under the write lock and read under either, which is what is tested.
      let lock: ReadWriteLock
      var left = 0
      var right = 0

      init(_ policy: ReadWritePolicy, _ name: String?) {
        lock = ReadWriteLock(policy: policy, name: name)
      }

      func write() {
        left += 1
        right += 1
      }
    }

    @Test(.tags(.stress), arguments: ReadWritePolicy.allCases, [nil, "page"])
    func `readers see no half of a write, and no write is lost`(
      policy: ReadWritePolicy,
      name: String?
    ) async throws {
      try await onThread(deadline: .seconds(110)) {
        let page = Page(policy, name)
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let results = concurrently(4) { thread -> (written: Int, torn: Int, taken: Int) in
          var random = SeededRandom(seed: UInt64(thread))
          var (written, torn, taken) = (0, 0, 0)
          for _ in 0..<rounds {
            let isWrite = random.chance(thread < 2 ? 70 : 10)
            let limit = Duration.microseconds(random.below(60))
            let isIn: Bool
            switch (random.below(4), isWrite) {
            case (0, true): isIn = page.lock.tryAcquireWrite()
            case (0, false): isIn = page.lock.tryAcquireRead()
            case (1, true): isIn = (try? page.lock.acquireWrite(upTo: limit)) ?? false
            case (1, false): isIn = (try? page.lock.acquireRead(upTo: limit)) ?? false
            case (_, true):
              page.lock.acquireWrite()
              isIn = true
            case (_, false):
              page.lock.acquireRead()
              isIn = true
            }
            guard isIn else { continue }
            taken += 1
            if page.left != page.right { torn += 1 }
            if isWrite {
              page.write()
              written += 1
              try? page.lock.releaseWrite()
            } else {
              try? page.lock.releaseRead()
            }
          }
          return (written, torn, taken)
        }
        #expect(page.lock.tryAcquireWrite())
        #expect(page.left == results.map(\.written).reduce(0, +))
        #expect(page.right == page.left)
        #expect(results.map(\.torn) == [0, 0, 0, 0])
        #expect(page.lock.readers == 0 && page.lock.waiting == 0)
        if let snapshot = page.lock.snapshot() {
          #expect(snapshot.acquisitions == UInt64(results.map(\.taken).reduce(0, +)) + 1)
          #expect(snapshot.contended == snapshot.waits.total)
          #expect(snapshot.contended <= snapshot.acquisitions)
        }
      }
    }
  }
}
