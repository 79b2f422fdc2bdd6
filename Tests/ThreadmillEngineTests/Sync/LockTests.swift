// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct LockTests {
    /// What a lock guards; nothing else keeps its threads apart, and ThreadSanitizer looks on.
    private final class Counted: @unchecked Sendable {
      // Safety: `count` is touched only under `lock`, which is what is tested.
      let lock = Lock()
      var count = 0
      var isInside = false
    }

    @Test(.tags(.stress), arguments: [2, 8])
    func `threads exclude each other`(threads: Int) async throws {
      try await onThread {
        let shared = Counted()
        let rounds = Load.scaled(100_000, soak: 1_000_000)
        let collisions = concurrently(threads) { _ -> Int in
          var collisions = 0
          for _ in 0..<rounds {
            shared.lock.withLock {
              if shared.isInside { collisions += 1 }
              shared.isInside = true
              shared.count += 1
              shared.isInside = false
            }
          }
          return collisions
        }
        #expect(collisions.allSatisfy { $0 == 0 })
        #expect(shared.lock.withLock { shared.count } == threads * rounds)
      }
    }

    @Test func `a body that throws releases the lock`() async throws {
      try await onThread {
        let shared = Counted()
        for _ in 0..<3 {
          #expect(throws: Mishap.self) {
            try shared.lock.withLock { () throws(Mishap) in throw Mishap() }
          }
        }
        let taken = concurrently(1) { _ in shared.lock.withLock { 1 } }
        #expect(taken == [1])
      }
    }

    @Test func `a waiter sleeps without using its CPU`() async throws {
      try await onThread {
        let shared = Counted()
        let held = Gate()
        let release = Gate()
        let holder = PlainThread {
          shared.lock.withLock {
            held.open()
            release.wait()
          }
        }
        held.wait()
        let spent = Monitor<Duration?>(nil)
        let waiter = PlainThread {
          let begin = ProcessFacts.threadCPU
          shared.lock.withLock {}
          let cpu = ProcessFacts.threadCPU - begin
          spent.withLock { $0 = cpu }
        }
        pauseThread(.milliseconds(200))
        release.open()
        waiter.join()
        holder.join()
        let cpu = spent.withLock { $0 } ?? .seconds(9)
        #expect(cpu < .milliseconds(100), "\(cpu) of 200 ms were spent spinning")
      }
    }

    @Test(.tags(.stress)) func `nobody starves beside a thread that always wants the lock`()
      async throws
    {
      try await onThread {
        let shared = Counted()
        let isOver = Gate()
        let turns = concurrently(2) { thread -> Int in
          var turns = 0
          if thread == 0 {
            while !isOver.isOpen {
              for _ in 0..<100 { shared.lock.withLock { shared.count += 1 } }
              turns += 1
            }
          } else {
            for _ in 0..<Load.scaled(1_000, soak: 100_000) {
              shared.lock.withLock { shared.count += 1 }
              turns += 1
            }
            isOver.open()
          }
          return turns
        }
        #expect(shared.lock.withLock { shared.count } == 100 * turns[0] + turns[1])
      }
    }
  }
}
