// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct LockRaceTests {
    /// What a lock guards; nothing else keeps its threads apart.
    private final class Counted: @unchecked Sendable {
      // Safety: `count` and `isInside` are touched only under the lock, which is what is tested.
      let box: LockBox
      var count = 0
      var collisions = 0
      var isInside = false

      init(_ name: String?) { box = LockBox(name: name) }

      func visit() {
        if isInside { collisions += 1 }
        isInside = true
        count += 1
        isInside = false
      }
    }

    @Test(.tags(.stress), arguments: [nil, "counter"])
    func `waits with limits and without exclude each other, and none is lost`(name: String?)
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        let shared = Counted(name)
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let taken = concurrently(4) { thread -> Int in
          var random = SeededRandom(seed: UInt64(thread))
          var taken = 0
          for _ in 0..<rounds {
            let isTaken: Bool
            switch random.below(4) {
            case 0: isTaken = shared.box.tryAcquire()
            case 1:
              let limit = Duration.microseconds(random.below(60))
              isTaken = (try? shared.box.acquire(upTo: limit)) ?? false
            default:
              shared.box.acquire()
              isTaken = true
            }
            guard isTaken else { continue }
            shared.visit()
            taken += 1
            try? shared.box.release()
          }
          return taken
        }
        #expect(shared.box.isFree)
        #expect(shared.box.lock.withLock { shared.count } == taken.reduce(0, +))
        #expect(shared.box.lock.withLock { shared.collisions } == 0)
        if let snapshot = shared.box.snapshot() {
          // One for each look at the end.
          #expect(snapshot.acquisitions == UInt64(taken.reduce(0, +)) + 3)
          #expect(snapshot.givenUp <= UInt64(4 * rounds - taken.reduce(0, +)))
          #expect(snapshot.contended <= snapshot.acquisitions)
          #expect(snapshot.waits.total == snapshot.contended)
          #expect(snapshot.holds.total <= snapshot.acquisitions)
          #expect(snapshot.waiters == [])
        }
      }
    }

    /// A thread that has given up must not take with it the wake that was meant for the next one.
    @Test(.tags(.stress)) func `a waiter that gives up as it is woken leaves the wake to others`()
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        let box = LockBox()
        let turn = Tally()
        let done = Tally()
        let rounds = Load.scaled(1_000, soak: 1_000_000)
        let threads = [Duration.microseconds(150), nil].map { limit in
          PlainThread {
            for round in 1...rounds {
              turn.wait(for: round)
              let isTaken = limit.map { (try? box.acquire(upTo: $0)) ?? false }
              if isTaken == nil { box.acquire() }
              if isTaken != false { try? box.release() }
              done.add()
            }
          }
        }
        for round in 1...rounds {
          box.acquire()
          turn.add()
          // About as long as the one with the limit waits.
          pauseThread(.microseconds(100))
          try box.release()
          done.wait(for: 2 * round)
        }
        for thread in threads { thread.join() }
        #expect(box.isFree)
      }
    }

    @Test func `a limit that has passed does not leave the lock held`() async throws {
      try await onThread {
        let box = LockBox()
        box.acquire()
        #expect(
          concurrently(3) { _ in try? box.acquire(upTo: .milliseconds(10)) }.allSatisfy {
            $0 == false
          }
        )
        try box.release()
        #expect(box.isFree)
        #expect(concurrently(1) { _ in box.isFree } == [true])
      }
    }
  }
}
