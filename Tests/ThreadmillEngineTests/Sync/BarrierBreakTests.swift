// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct BarrierBreakTests {
    /// What comes of a wait: its place, -1 for a broken barrier.
    private static func end(of wait: () throws -> Int) -> Int {
      do { return try wait() } catch { return error as? SyncError == .brokenBarrier ? -1 : -2 }
    }

    /// Threads that wait at a barrier, and what came of it.
    private struct Waiters {
      let ends = Monitor<[Int]>([])
      let threads: [PlainThread]

      init(_ count: Int, at barrier: Barrier, upTo limit: Duration? = nil) {
        threads = (0..<count).map { [ends] _ in
          PlainThread {
            let end = BarrierBreakTests.end { try barrier.wait(upTo: limit) }
            ends.withLock { $0.append(end) }
          }
        }
      }

      func join() -> [Int] {
        for thread in threads { thread.join() }
        return ends.withLock { $0.sorted() }
      }
    }

    @Test func `abort breaks it for those who wait and those who come, until it is reset`()
      async throws
    {
      try await onThread {
        let barrier = try Barrier(parties: 4)
        for _ in 0..<3 {
          let waiters = Waiters(3, at: barrier)
          #expect(eventually { barrier.waiting == 3 })
          barrier.abort()
          #expect(barrier.isBroken && barrier.waiting == 0)
          #expect(waiters.join() == [-1, -1, -1])
          #expect(throws: SyncError.brokenBarrier) { try barrier.wait() }
          #expect(throws: SyncError.brokenBarrier) { try barrier.wait(upTo: .zero) }
          #expect(barrier.isBroken && barrier.waiting == 0)
          barrier.reset()
          #expect(!barrier.isBroken)
          #expect(Waiters(4, at: barrier).join() == [0, 1, 2, 3])
        }
      }
    }

    @Test func `a limit that passes breaks it for all`() async throws {
      try await onThread {
        let barrier = try Barrier(parties: 4)
        let waiters = Waiters(2, at: barrier)
        #expect(eventually { barrier.waiting == 2 })
        let begin = MonotonicClock.now
        #expect(throws: SyncError.brokenBarrier) { try barrier.wait(upTo: .milliseconds(60)) }
        #expect(isNear(MonotonicClock.now - begin, .milliseconds(60)))
        #expect(waiters.join() == [-1, -1])
        #expect(barrier.isBroken)
      }
    }

    @Test func `reset tells those who wait, and breaks nothing if nobody does`() async throws {
      try await onThread {
        let barrier = try Barrier(parties: 3)
        barrier.reset()
        #expect(!barrier.isBroken)
        #expect(Waiters(3, at: barrier).join() == [0, 1, 2])
        let waiters = Waiters(2, at: barrier)
        #expect(eventually { barrier.waiting == 2 })
        barrier.reset()
        #expect(!barrier.isBroken && barrier.waiting == 0)
        #expect(waiters.join() == [-1, -1])
        #expect(!barrier.isBroken)
        barrier.reset()
        #expect(Waiters(3, at: barrier).join() == [0, 1, 2])
      }
    }

    @Test func `a wrong limit breaks nothing`() async throws {
      try await onThread {
        let barrier = try Barrier(parties: 2)
        let limit = Duration.seconds(-1)
        #expect(throws: SyncError.negativeLimit(limit)) { try barrier.wait(upTo: limit) }
        #expect(!barrier.isBroken && barrier.waiting == 0)
        #expect(Waiters(2, at: barrier).join() == [0, 1])
      }
    }

    @Test(arguments: ["abort", "reset"])
    func `it can be broken while the action runs, in every meeting that is not over`(how: String)
      async throws
    {
      try await onThread {
        let acting = Tally()
        let gate = Gate()
        let barrier = try Barrier(parties: 2) {
          acting.add()
          gate.wait()
        }
        // Two meetings whose actions both run.
        let waiters = Waiters(4, at: barrier)
        acting.wait(for: 2)
        let third = Waiters(1, at: barrier)
        #expect(eventually { barrier.waiting == 1 })
        if how == "abort" { barrier.abort() } else { barrier.reset() }
        #expect(third.join() == [-1])
        // Those whose action is over are not kept waiting for it.
        #expect(eventually { waiters.ends.withLock { $0.count } == 2 })
        gate.open()
        #expect(waiters.join() == [-1, -1, -1, -1])
        #expect(barrier.isBroken == (how == "abort"))
      }
    }

    @Test func `an action may break its own barrier`() async throws {
      try await onThread {
        let place = Monitor<Barrier?>(nil)
        let barrier = try Barrier(parties: 2) { place.withLock { $0 }?.abort() }
        place.withLock { $0 = barrier }
        #expect(Waiters(2, at: barrier).join() == [-1, -1])
        #expect(barrier.isBroken)
        place.withLock { $0 = nil }
      }
    }

    @Test(.tags(.stress)) func `threads that reset and wait while others abort come to an end`()
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        let barrier = try Barrier(parties: 3)
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let isOver = Gate()
        let aborter = PlainThread {
          while !isOver.isOpen {
            barrier.abort()
            for _ in 0..<50 { _ = MonotonicClock.now }
          }
        }
        let ends = concurrently(3) { _ -> [Int] in
          (0..<rounds).map { _ in
            barrier.reset()
            return Self.end { try barrier.wait() }
          }
        }
        isOver.open()
        aborter.join()
        #expect(ends.joined().allSatisfy { (-1...2).contains($0) })
        // Whoever has met has met two others.
        let counts = (0...2).map { place in ends.joined().count { $0 == place } }
        #expect(Set(counts).count == 1, "\(counts)")
        barrier.reset()
        #expect(Waiters(3, at: barrier).join() == [0, 1, 2])
      }
    }

    @Test(.tags(.stress)) func `all of a meeting have met, or none`() async throws {
      try await onThread(deadline: .seconds(110)) {
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let barrier = try Barrier(parties: 2, name: "meeting")
        let finish = try Barrier(parties: 2)
        let ends = concurrently(2) { thread -> [Int] in
          var random = SeededRandom(seed: UInt64(thread))
          return (0..<rounds).map { _ in
            let limit: Duration? = thread == 0 ? nil : .microseconds(random.below(30))
            let end = Self.end { try barrier.wait(upTo: limit) }
            _ = try? finish.wait()
            if thread == 0 { barrier.reset() }
            _ = try? finish.wait()
            return end
          }
        }
        var met: UInt64 = 0
        for round in 0..<rounds {
          let pair = [ends[0][round], ends[1][round]].sorted()
          if pair == [0, 1] { met += 1 } else { #expect(pair == [-1, -1]) }
        }
        let snapshot = barrier.snapshot()
        #expect(snapshot?.acquisitions == 2 * met)
        #expect(snapshot?.contended == met)
        #expect(snapshot?.waiters == [])
      }
    }
  }
}
