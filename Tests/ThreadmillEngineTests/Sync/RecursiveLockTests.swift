// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct RecursiveLockTests {
    @Test(arguments: [nil, "tree"])
    func `its thread takes it again, others see nothing of that`(name: String?) async throws {
      try await onThread {
        let box = RecursiveBox(name: name)
        #expect(box.depth == 0)
        box.acquire()
        #expect(box.tryAcquire())
        #expect(try box.acquire(upTo: .zero))
        #expect(box.depth == 3)
        let others = concurrently(2) { _ -> [Int] in
          let isTaken = [box.tryAcquire(), (try? box.acquire(upTo: .milliseconds(5))) ?? true]
          return [box.depth] + isTaken.map { $0 ? 1 : 0 }
        }
        #expect(others == [[0, 0, 0], [0, 0, 0]])
        for left in [2, 1, 0] {
          #expect(!concurrently(1) { _ in box.tryAcquire() }[0])
          try box.release()
          #expect(box.depth == left)
        }
        #expect(concurrently(1) { _ in box.tryAcquire() && (try? box.release()) != nil } == [true])
      }
    }

    @Test(arguments: [nil, "tree"])
    func `only its holder can release it`(name: String?) async throws {
      try await onThread {
        let box = RecursiveBox(name: name)
        let what = name.map { "rlock \"\($0)\"" } ?? "the lock"
        #expect(throws: SyncError.notHeld(what)) { try box.release() }
        box.acquire()
        let foreign = concurrently(1) { _ -> SyncError? in
          do throws(SyncError) {
            try box.lock.release()
            return nil
          } catch {
            return error
          }
        }
        #expect(foreign == [.heldByAnother(what)])
        #expect(box.depth == 1)
        try box.release()
        #expect(throws: SyncError.notHeld(what)) { try box.release() }
      }
    }

    @Test func `a body that throws, at any depth, releases what it took`() async throws {
      try await onThread {
        let box = RecursiveBox()
        #expect(throws: Mishap(payload: 2)) {
          try box.lock.withLock {
            try box.lock.withLock { () throws(Mishap) in throw Mishap(payload: 2) }
          }
        }
        #expect(box.depth == 0)
        box.lock.withLock {
          #expect(throws: Mishap.self) {
            try box.lock.withLock { () throws(Mishap) in throw Mishap() }
          }
          #expect(box.depth == 1)
        }
        #expect(concurrently(1) { _ in box.tryAcquire() } == [true])
      }
    }

    @Test func `a body that releases it once too often does not take it from the next holder`()
      async throws
    {
      try await onThread {
        let box = RecursiveBox()
        let isHeld = Gate()
        let isOver = Gate()
        let depth = Monitor(-1)
        let other = Monitor<PlainThread?>(nil)
        box.lock.withLock {
          try? box.release()
          other.withLock {
            $0 = PlainThread {
              box.acquire()
              isHeld.open()
              isOver.wait()
              let left = box.depth
              depth.withLock { $0 = left }
              try? box.release()
            }
          }
          isHeld.wait()
        }
        #expect(!box.tryAcquire())
        isOver.open()
        other.withLock { $0 }?.join()
        #expect(depth.withLock { $0 } == 1)
        #expect(box.tryAcquire())
        #expect(box.depth == 1)
      }
    }

    /// What the lock guards.
    private final class Counted: @unchecked Sendable {
      // Safety: the variables are touched only under `box`, which is what is tested.
      let box: RecursiveBox
      var count = 0
      var collisions = 0
      var isInside = false

      init(_ name: String?) { box = RecursiveBox(name: name) }
    }

    @Test(.tags(.stress), arguments: [nil, "tree"])
    func `threads exclude each other at every depth`(name: String?) async throws {
      try await onThread(deadline: .seconds(110)) {
        let shared = Counted(name)
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let taken = concurrently(4) { thread -> Int in
          var random = SeededRandom(seed: UInt64(thread))
          var taken = 0
          for _ in 0..<rounds {
            let limit = Duration.microseconds(random.below(60))
            if random.chance(40) {
              guard (try? shared.box.acquire(upTo: limit)) == true else { continue }
            } else {
              shared.box.acquire()
            }
            if shared.isInside { shared.collisions += 1 }
            shared.isInside = true
            let depth = 1 + random.below(3)
            for _ in 1..<max(depth, 2) where depth > 1 { shared.box.acquire() }
            if shared.box.depth != depth { shared.collisions += 1 }
            for _ in 1..<max(depth, 2) where depth > 1 { try? shared.box.release() }
            shared.count += 1
            shared.isInside = false
            taken += 1
            try? shared.box.release()
          }
          return taken
        }
        #expect(shared.box.tryAcquire())
        #expect(shared.count == taken.reduce(0, +))
        #expect(shared.collisions == 0)
        #expect(shared.box.depth == 1)
      }
    }
  }
}
