// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct BoundedSemaphoreTests {
    @Test(arguments: 0...9)
    func `of racing releases those that are too many fail, and only those`(limit: Int)
      async throws
    {
      try await onThread {
        let semaphore = try BoundedSemaphore(permits: limit)
        for _ in 0..<limit { semaphore.acquire() }
        #expect(!semaphore.tryAcquire())
        let errors = concurrently(limit + 3) { _ -> SyncError? in
          do throws(SyncError) {
            try semaphore.release()
            return nil
          } catch {
            return error
          }
        }
        #expect(errors.count { $0 == nil } == limit)
        #expect(errors.count { $0 == .tooManyPermits(limit: limit) } == 3)
        #expect(semaphore.available == limit)
        #expect(throws: SyncError.tooManyPermits(limit: limit)) { try semaphore.release() }
      }
    }

    @Test func `several at once are given back all or not at all`() async throws {
      try await onThread {
        let semaphore = try BoundedSemaphore(permits: 5)
        for _ in 0..<3 { semaphore.acquire() }
        for count in [4, 5, 1_000, .max] {
          #expect(throws: SyncError.tooManyPermits(limit: 5)) { try semaphore.release(count) }
          #expect(semaphore.available == 2)
        }
        for count in [0, -1, .min] {
          #expect(throws: SyncError.self) { try semaphore.release(count) }
        }
        try semaphore.release(3)
        #expect(semaphore.available == 5)
      }
    }

    /// One too many must not reach anybody, or more would be inside than there are permits.
    @Test(arguments: [0, 1, 2])
    func `one too many is refused also while somebody waits for it`(limit: Int) async throws {
      try await onThread {
        let semaphore = try BoundedSemaphore(permits: limit)
        for _ in 0..<limit { semaphore.acquire() }
        let passed = Tally()
        let threads = (0..<limit + 2).map { _ in
          PlainThread {
            if (try? semaphore.acquire(upTo: .milliseconds(300))) == true { passed.add() }
          }
        }
        #expect(eventually { semaphore.waiting == limit + 2 })
        #expect(throws: SyncError.tooManyPermits(limit: limit)) {
          try semaphore.release(limit + 1)
        }
        #expect(semaphore.waiting == limit + 2)
        if limit > 0 { try semaphore.release(limit) }
        for thread in threads { thread.join() }
        #expect(passed.value == limit)
        #expect(semaphore.available == 0 && semaphore.waiting == 0)
      }
    }

    @Test func `a body gives its permit back, whatever it throws`() async throws {
      try await onThread {
        let semaphore = try BoundedSemaphore(permits: 1)
        #expect(semaphore.withPermit { semaphore.available } == 0)
        #expect(throws: Mishap.self) {
          try semaphore.withPermit { () throws(Mishap) in throw Mishap() }
        }
        #expect(semaphore.available == 1)
      }
    }

    @Test(.tags(.stress)) func `never more are inside than there are permits`() async throws {
      try await onThread(deadline: .seconds(110)) {
        let semaphore = try BoundedSemaphore(permits: 2)
        let inside = Tally()
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let refused = concurrently(4) { thread -> Int in
          var random = SeededRandom(seed: UInt64(thread))
          var refused = 0
          for _ in 0..<rounds {
            let isIn: Bool
            switch random.below(4) {
            case 0: isIn = semaphore.tryAcquire()
            case 1: isIn = (try? semaphore.acquire(upTo: .microseconds(random.below(40)))) ?? false
            default:
              semaphore.acquire()
              isIn = true
            }
            guard isIn else { continue }
            inside.add()
            inside.add(-1)
            do { try semaphore.release() } catch { refused += 1 }
          }
          return refused
        }
        #expect(refused == [0, 0, 0, 0])
        #expect(inside.highest <= 2)
        #expect(semaphore.available == 2 && semaphore.waiting == 0)
      }
    }
  }
}
