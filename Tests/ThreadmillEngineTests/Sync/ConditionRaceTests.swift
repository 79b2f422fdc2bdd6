// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct ConditionRaceTests {
    /// Each notification is worth one wake: somebody says that it was notified, or it was not kept
    /// because nobody waited.
    @Test(.tags(.stress), arguments: [nil, "changed"])
    func `a notification wakes one waiter, be its limit passed or not`(name: String?) async throws {
      try await onThread(deadline: .seconds(110)) {
        let box = ConditionBox(name: name)
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let woken = Tally()
        let isOver = Gate()
        let threads = (0..<3).map { thread in
          PlainThread {
            var random = SeededRandom(seed: UInt64(thread))
            while !isOver.isOpen {
              let limit = Duration.microseconds(thread == 0 ? 5_000 : random.below(60))
              let isNotified = box.lock.withLock {
                (try? box.changed.wait(releasing: box.lock, upTo: limit)) ?? false
              }
              if isNotified { woken.add() }
            }
          }
        }
        var sent = 0
        for _ in 0..<rounds {
          sent += box.lock.withLock { box.notify() }
        }
        isOver.open()
        for thread in threads { thread.join() }
        #expect(woken.value == sent)
        #expect(box.waiting == 0 && box.isFree)
        if let snapshot = box.snapshot() {
          #expect(snapshot.acquisitions == UInt64(sent))
          // Each wait is one or the other.
          #expect(snapshot.contended == snapshot.acquisitions)
          #expect(snapshot.waiters == [])
        }
      }
    }

    @Test(.tags(.stress)) func `tokens are taken exactly once by whoever waits for them`()
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        let box = ConditionBox()
        let total = Load.scaled(10_000, soak: 1_000_000)
        let left = Tally()
        left.add(total)
        let taken = concurrently(5) { thread -> Int in
          var random = SeededRandom(seed: UInt64(thread))
          var taken = 0
          if thread == 0 {
            for _ in 0..<total { box.give() }
            return 0
          }
          while left.value > 0 {
            // Half of them always give up soon; the others look again, because the end is not told.
            let limit: Duration =
              thread % 2 == 0 ? .microseconds(random.below(50)) : .milliseconds(5)
            box.lock.withLock {
              let isTrue = try? box.changed.wait(
                for: { box.tokens > 0 },
                releasing: box.lock,
                upTo: limit
              )
              guard isTrue == true else { return }
              box.tokens -= 1
              taken += 1
              left.add(-1)
            }
          }
          return taken
        }
        #expect(taken.reduce(0, +) == total)
        #expect(box.lock.withLock { box.tokens } == 0)
        #expect(box.waiting == 0)
      }
    }
  }
}
