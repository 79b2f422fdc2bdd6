// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct LatchTests {
    @Test func `it opens once the count is zero, for all and for ever`() async throws {
      try await onThread {
        let latch = try Latch(count: 3)
        let passed = Tally()
        let threads = (0..<4).map { _ in
          PlainThread {
            latch.wait()
            passed.add()
          }
        }
        for left in [2, 1] {
          try latch.countDown()
          #expect(latch.remaining == left)
          #expect(try !latch.wait(upTo: .milliseconds(5)))
          #expect(passed.value == 0)
        }
        try latch.countDown()
        for thread in threads { thread.join() }
        #expect(passed.value == 4)
        latch.wait()
        #expect(try latch.wait(upTo: .zero))
        #expect(latch.remaining == 0)
      }
    }

    @Test func `one of zero is open from the beginning`() async throws {
      try await onThread {
        let latch = try Latch(count: 0)
        latch.wait()
        #expect(try latch.wait(upTo: .zero))
      }
    }

    @Test func `wrong numbers are refused, and change nothing`() async throws {
      try await onThread {
        for count in [-1, .min] {
          let error = SyncError.outOfRange("the count of a latch", got: count, allowed: "0 or more")
          #expect(throws: error) { try Latch(count: count) }
        }
        let latch = try Latch(count: 3)
        for count in [0, -1, 4, .min, .max] {
          let error = SyncError.outOfRange("the count", got: count, allowed: "1...3")
          #expect(throws: error) { try latch.countDown(count) }
          #expect(latch.remaining == 3)
        }
        try latch.countDown(3)
        for count in [1, 0, -1] {
          let error = SyncError.outOfRange("the count", got: count, allowed: "0: the latch is open")
          #expect(throws: error) { try latch.countDown(count) }
        }
        #expect(try latch.wait(upTo: .zero))
      }
    }

    @Test(.tags(.stress)) func `of racing counts none is lost and none is too many`() async throws {
      try await onThread(deadline: .seconds(110)) {
        for _ in 0..<Load.scaled(1_000, soak: 100_000) {
          let latch = try Latch(count: 6)
          let counts = concurrently(3) { thread -> Int in
            if thread == 2 {
              latch.wait()
              return latch.remaining
            }
            return (0..<4).count { _ in (try? latch.countDown()) != nil }
          }
          #expect(counts[0] + counts[1] == 6)
          #expect(counts[2] == 0)
        }
      }
    }

    @Test(.tags(.stress)) func `who has seen that nothing remains need not wait`() async throws {
      try await onThread(deadline: .seconds(110)) {
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let latches = try (0..<rounds).map { _ in try Latch(count: 1) }
        let refused = race(2) { thread -> Int in
          var refused = 0
          for latch in latches {
            if thread == 0 {
              try? latch.countDown()
            } else {
              while latch.remaining > 0 {}
              if (try? latch.wait(upTo: .zero)) != true { refused += 1 }
            }
          }
          return refused
        }
        #expect(refused == [0, 0])
      }
    }

    @Test(.tags(.stress)) func `everybody who waits, for ever or for a while, gets through`()
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let latches = try (0..<rounds).map { _ in try Latch(count: 2) }
        let passed = concurrently(4) { thread -> Int in
          var random = SeededRandom(seed: UInt64(thread))
          var passed = 0
          for latch in latches {
            if thread < 2 {
              try? latch.countDown()
              if random.chance(20) { latch.wait() }
            } else if thread == 2 {
              latch.wait()
              passed += 1
            } else {
              while (try? latch.wait(upTo: .microseconds(random.below(30)))) == false {}
              passed += 1
            }
          }
          return passed
        }
        #expect(passed == [0, 0, rounds, rounds])
      }
    }
  }
}
