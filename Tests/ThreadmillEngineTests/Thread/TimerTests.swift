// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct TimerTests {
    @Test(arguments: [Duration.milliseconds(60), .zero, .seconds(-1), .seconds(Int64.min)])
    func `it runs once, after its delay and on its own thread`(delay: Duration) async throws {
      try await onThread {
        let ran = Tally()
        let name = Monitor("")
        let timer = Timer(after: delay, name: "alarm") {
          let own = ProcessFacts.threadName
          name.withLock { $0 = own }
          ran.add()
        }
        #expect(timer.delay == delay)
        let begin = MonotonicClock.now
        try timer.start()
        #expect(timer.join())
        let took = MonotonicClock.now - begin
        #expect(isNear(took, delay), "\(took)")
        #expect(ran.value == 1)
        #expect(name.withLock { $0 } == "alarm")
        #expect(timer.join() && timer.join(upTo: .zero) == true)
        // Too late to change anything.
        timer.cancel()
        #expect(timer.join() && ran.value == 1)
      }
    }

    @Test func `cancelled while it waits it never runs, and ends soon`() async throws {
      try await onThread {
        for delay in [.seconds(600), .seconds(Int64.max)] as [Duration] {
          let ran = Tally()
          let timer = Timer(after: delay) { ran.add() }
          try timer.start()
          #expect(timer.join(upTo: .milliseconds(20)) == nil)
          #expect(timer.join(upTo: .zero) == nil)
          #expect(timer.join(upTo: .seconds(-1)) == nil)
          timer.cancel()
          timer.cancel()
          #expect(!timer.join())
          #expect(timer.join(upTo: .zero) == false)
          #expect(ran.value == 0)
        }
      }
    }

    @Test func `cancelled before its start it never runs`() async throws {
      try await onThread {
        let ran = Tally()
        let timer = Timer(after: .zero) { ran.add() }
        timer.cancel()
        try timer.start()
        #expect(!timer.join())
        #expect(ran.value == 0)
      }
    }

    @Test func `it starts once`() async throws {
      try await onThread {
        let ran = Tally()
        let timer = Timer(after: .milliseconds(5)) { ran.add() }
        #expect(!timer.join())
        #expect(timer.join(upTo: .seconds(1)) == false)
        try timer.start()
        let again = #expect(throws: PoolError.self) { try timer.start() }
        #expect(again?.code == .alreadyStarted)
        #expect(timer.join())
        let late = #expect(throws: PoolError.self) { try timer.start() }
        #expect(late?.code == .alreadyStarted)
        #expect(ran.value == 1)
      }
    }

    @Test func `a body that has begun is not stopped, and join waits for its end`() async throws {
      try await onThread {
        let hasBegun = Gate()
        let gate = Gate()
        let timer = Timer(after: .zero) {
          hasBegun.open()
          gate.wait()
        }
        try timer.start()
        hasBegun.wait()
        timer.cancel()
        #expect(timer.join(upTo: .milliseconds(20)) == nil)
        gate.open()
        #expect(timer.join())
      }
    }

    @Test func `it runs though nobody holds it any more`() async throws {
      try await onThread {
        let ran = Tally()
        try Timer(after: .milliseconds(20), name: "unheld") { ran.add() }.start()
        ran.wait(for: 1)
        #expect(eventually { ProcessFacts.threadCount(prefix: "unheld") == 0 })
      }
    }

    @Test(.tags(.stress)) func `what it was to run is freed, run or not`() async throws {
      try await onThread {
        let deaths = Tally()
        for round in 0..<30 {
          let canary = Canary(deaths)
          let timer = Timer(after: round % 3 == 0 ? .zero : .seconds(600)) { canary.sing() }
          if round % 3 < 2 {
            try timer.start()
            if round % 3 == 1 { timer.cancel() }
            #expect(timer.join() == (round % 3 == 0))
          }
        }
        #expect(eventually { deaths.value == 30 })
      }
    }

    @Test(.tags(.stress)) func `cancelled as its time comes it has run or has not, and says which`()
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        var random = SeededRandom(seed: 12)
        for _ in 0..<Load.scaled(2_000, soak: 200_000) {
          let ran = Tally()
          let timer = Timer(after: .microseconds(random.below(80))) { ran.add() }
          try timer.start()
          for _ in 0..<random.below(2_000) { _ = MonotonicClock.now }
          let isKept = timer.cancel()
          if isKept { #expect(ran.value == 0) }
          let hasRun = timer.join()
          #expect(hasRun == !isKept)
          #expect(ran.value == (hasRun ? 1 : 0))
          #expect(timer.cancel() == isKept)
        }
      }
    }
  }
}
