// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// ``Event`` as something to wait for.
  @Suite struct EventWaitTests {
    @Test func `set lets all go who wait, and all who come, until it is cleared`() async throws {
      try await onThread {
        let event = Event()
        for round in 1...3 {
          #expect(!event.isSet)
          let isEarly = try event.wait(upTo: .zero)
          #expect(!isEarly)
          let passed = Tally()
          let threads = (0..<5).map { number in
            PlainThread {
              if number == 0 { event.wait() } else { _ = try? event.wait(upTo: .seconds(600)) }
              passed.add()
            }
          }
          #expect(eventually { event.waiting == 5 })
          #expect(passed.value == 0)
          event.set()
          #expect(event.isSet)
          // Who was let go waits no more, be it awake or not.
          #expect(event.waiting == 0)
          for thread in threads { thread.join() }
          #expect(passed.value == 5)
          event.set()
          event.wait()
          let isLate = try event.wait(upTo: .zero)
          #expect(isLate)
          #expect(event.isSet, "round \(round)")
          event.clear()
          event.clear()
        }
        #expect(Event(isSet: true).isSet)
      }
    }

    @Test(.tags(.stress)) func `who was let go goes on, however soon it is cleared`() async throws {
      try await onThread(deadline: .seconds(110)) {
        let event = Event()
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let passed = Tally()
        let waiters = (0..<2).map { _ in
          PlainThread {
            for _ in 0..<rounds {
              event.wait()
              passed.add()
            }
          }
        }
        var sets = 0
        while passed.value < 2 * rounds {
          if event.waiting > 0 {
            let (waiting, before) = (event.waiting, passed.value)
            event.set()
            event.clear()
            passed.wait(for: min(2 * rounds, before + waiting))
            sets += 1
          }
        }
        for waiter in waiters { waiter.join() }
        #expect(passed.value == 2 * rounds)
        #expect(sets <= 2 * rounds)
        #expect(event.waiting == 0 && !event.isSet)
      }
    }

    @Test(.tags(.stress)) func `whoever gives up as it is set knows which was first`() async throws
    {
      try await onThread(deadline: .seconds(110)) {
        var random = SeededRandom(seed: 9)
        let event = Event()
        let turn = Tally()
        let results = Monitor<[Bool]>([])
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        let waiter = PlainThread {
          for round in 1...rounds {
            turn.wait(for: round)
            let isSet = (try? event.wait(upTo: .microseconds(20))) ?? false
            results.withLock { $0.append(isSet) }
          }
        }
        for round in 1...rounds {
          turn.add()
          for _ in 0..<random.below(800) { _ = MonotonicClock.now }
          event.set()
          results.wait { $0.count == round }
          #expect(event.waiting == 0)
          event.clear()
        }
        waiter.join()
        #expect(results.withLock { $0.count } == rounds)
      }
    }
  }
}
