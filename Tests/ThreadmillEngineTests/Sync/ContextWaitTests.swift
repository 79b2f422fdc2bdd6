// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  /// Waits of every primitive that end when their task is asked to stop.
  @Suite struct ContextWaitTests {
    private typealias Thread = WorkerThread<Void, any Error>

    private static func thread(_ parts: SyncSubject.Parts) -> Thread {
      Thread(name: "waiter") { (context: borrowing WorkContext) throws in try parts.wait(context) }
    }

    private static func ending(of thread: Thread) -> String {
      do throws(TaskError<any Error>) {
        try thread.join()
        return "done"
      } catch {
        if case .cancelled = error { return "cancelled" }
        return "\(error)"
      }
    }

    @Test(arguments: SyncSubject.all)
    func `who is asked to stop ends soon, as cancelled, and holds nothing`(subject: SyncSubject)
      async throws
    {
      try await onThread {
        let parts = try subject.make()
        let thread = Self.thread(parts)
        try thread.start()
        #expect(eventually { thread.snapshot().state == .blocked })
        let begin = MonotonicClock.now
        thread.cancel()
        #expect(Self.ending(of: thread) == "cancelled")
        let took = MonotonicClock.now - begin
        #expect(took < .milliseconds(200) + .seconds(2) * Load.patience, "\(took)")
        #expect(parts.snapshot()?.waiters == [])
        #expect(parts.snapshot()?.givenUp == 1)
        parts.release()
        #expect(parts.isIdle())
      }
    }

    @Test(arguments: SyncSubject.all)
    func `who was asked to stop before it waits does not wait`(subject: SyncSubject) async throws {
      try await onThread {
        let parts = try subject.make()
        let gate = Gate()
        let thread = Thread(name: "waiter") { (context: borrowing WorkContext) throws in
          gate.wait()
          try parts.wait(context)
        }
        try thread.start()
        #expect(eventually { thread.future.state == .running })
        thread.cancel()
        gate.open()
        #expect(Self.ending(of: thread) == "cancelled")
        parts.release()
        #expect(parts.isIdle())
      }
    }

    @Test(arguments: SyncSubject.all)
    func `who is not asked to stop goes on when it is its turn`(subject: SyncSubject) async throws {
      try await onThread {
        let parts = try subject.make()
        let thread = Self.thread(parts)
        try thread.start()
        #expect(eventually { thread.snapshot().state == .blocked })
        // Longer than it takes to look for a stop once or twice.
        pauseThread(.milliseconds(50))
        #expect(thread.snapshot().state == .blocked)
        parts.release()
        #expect(Self.ending(of: thread) == "done")
        #expect(parts.isIdle())
        #expect(parts.snapshot()?.givenUp == 0)
      }
    }

    @Test(.tags(.stress), arguments: SyncSubject.all)
    func `whoever is stopped at the moment of its turn has it or leaves it`(subject: SyncSubject)
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        var random = SeededRandom(seed: 107)
        for _ in 0..<Load.scaled(100, soak: 20_000) {
          let parts = try subject.make()
          let thread = Self.thread(parts)
          try thread.start()
          if random.chance(80) { #expect(eventually { parts.snapshot()?.waiters.count == 1 }) }
          let pause = random.below(200)
          let canceller = PlainThread {
            for _ in 0..<pause { _ = MonotonicClock.now }
            thread.cancel()
          }
          for _ in 0..<random.below(200) { _ = MonotonicClock.now }
          parts.release()
          canceller.join()
          let ending = Self.ending(of: thread)
          // Who comes alone to a barrier, stopped or not, breaks it for the other.
          let isBroken = subject.kind == .barrier && ending.contains("broken")
          let isKnown = ending == "done" || ending == "cancelled" || isBroken
          #expect(isKnown, "\(ending)")
          #expect(parts.isIdle())
          #expect(parts.snapshot()?.waiters == [])
        }
      }
    }
  }
}
