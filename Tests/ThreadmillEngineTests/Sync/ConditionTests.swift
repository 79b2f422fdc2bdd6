// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct ConditionTests {
    /// A number that threads wait for.
    private final class Box: @unchecked Sendable {
      // Safety: the variables are touched only under `lock`.
      let lock = Lock()
      let changed = Condition()
      var permits = 0
      var waiting = 0
      var awake = 0

      /// Waits for a permit and takes it; `false` if `limit` has passed.
      func take(upTo limit: Duration?) -> Bool {
        let end = limit.map { MonotonicClock.now + $0 }
        return lock.withLock {
          waiting += 1
          defer { waiting -= 1 }
          while permits == 0 {
            let rest = end.map { $0 - MonotonicClock.now } ?? .seconds(600)
            if rest <= .zero { return false }
            _ = try? changed.wait(releasing: lock, upTo: rest)
          }
          permits -= 1
          awake += 1
          return true
        }
      }

      func waits(for count: Int) -> Bool {
        eventually { self.lock.withLock { self.waiting == count } }
      }
      func isAwake(_ count: Int) -> Bool {
        eventually { self.lock.withLock { self.awake == count } }
      }
    }

    @Test func `notify wakes one, notifyAll the rest`() async throws {
      try await onThread {
        let box = Box()
        let threads = (0..<5).map { _ in PlainThread { _ = box.take(upTo: nil) } }
        #expect(box.waits(for: 5))
        for woken in 1...3 {
          box.lock.withLock { box.permits += 1 }
          box.changed.notify()
          #expect(box.isAwake(woken))
        }
        box.lock.withLock { box.permits += 2 }
        box.changed.notifyAll()
        #expect(box.isAwake(5))
        for thread in threads { thread.join() }
      }
    }

    @Test(arguments: [Duration.milliseconds(100), .zero])
    func `a wait that nobody ends gives up in time`(limit: Duration) async throws {
      try await onThread {
        let lock = Lock()
        let condition = Condition()
        let begin = MonotonicClock.now
        try lock.withLock {
          let isNotified = try condition.wait(releasing: lock, upTo: limit)
          #expect(!isNotified)
        }
        let took = MonotonicClock.now - begin
        #expect(isNear(took, limit), "\(took)")
        // The lock is free afterwards.
        #expect(concurrently(1) { _ in lock.withLock { true } } == [true])
      }
    }

    @Test(.tags(.stress)) func `a waiter that gives up never swallows a permit`() async throws {
      try await onThread {
        let box = Box()
        let total = Load.scaled(2_000, soak: 1_000_000)
        let taken = concurrently(5) { thread -> Int in
          var taken = 0
          if thread == 0 {
            for _ in 0..<total {
              box.lock.withLock { box.permits += 1 }
              box.changed.notify()
            }
          } else {
            // Half of them are always about to give up. Nobody leaves while permits may come.
            while box.lock.withLock({ box.awake < total }) {
              let limit: Duration = thread % 2 == 0 ? .microseconds(20) : .milliseconds(5)
              if box.take(upTo: limit) { taken += 1 }
            }
          }
          return taken
        }
        #expect(taken.reduce(0, +) == total)
        #expect(box.lock.withLock { box.permits } == 0)
      }
    }

    @Test(.tags(.stress)) func `two threads that hand a ball to and fro lose no wake`() async throws
    {
      try await onThread {
        final class Court: @unchecked Sendable {
          // Safety: `ball` is touched only under `lock`.
          let lock = Lock()
          let changed = Condition()
          var ball = 0
        }
        let court = Court()
        let rounds = Load.scaled(5_000, soak: 1_000_000)
        _ = concurrently(2) { side in
          for turn in 0..<rounds {
            court.lock.withLock {
              while court.ball != 2 * turn + side {
                try? court.changed.wait(releasing: court.lock)
              }
              court.ball += 1
            }
            court.changed.notify()
          }
          return true
        }
        #expect(court.lock.withLock { court.ball } == 2 * rounds)
      }
    }
  }
}
