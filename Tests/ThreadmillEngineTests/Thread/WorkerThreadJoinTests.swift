// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct WorkerThreadJoinTests {
    /// A thread that has an outcome but stays in a callback until the gate opens.
    private func startHeldThread(_ gate: Gate) throws -> WorkerThread<Int, Never> {
      let inside = Tally()
      let thread = WorkerThread(name: "held") { 1 }
      thread.future.onCompletion { _ in
        inside.add()
        gate.wait()
      }
      try thread.start()
      inside.wait(for: 1)
      return thread
    }

    @Test func `a limit also holds while the thread runs callbacks`() async throws {
      try await onThread {
        let gate = Gate()
        let thread = try startHeldThread(gate)
        #expect(thread.future.outcome == .success(1))
        #expect(try thread.join(upTo: .zero) == nil)
        #expect(try thread.join(upTo: .milliseconds(20)) == nil)
        gate.open()
        #expect(try thread.join() == 1)
        #expect(try thread.join(upTo: .zero) == 1)
      }
    }

    @Test func `each of several joins returns after the end`() async throws {
      try await onThread {
        let gate = Gate()
        let thread = try startHeldThread(gate)
        let opener = PlainThread {
          pauseThread(.milliseconds(30))
          gate.open()
        }
        let isOpenAfterwards = concurrently(3) { number in
          let value = number == 0 ? try? thread.join(upTo: .seconds(60)) : try? thread.join()
          return value == 1 && gate.isOpen
        }
        #expect(isOpenAfterwards == [true, true, true])
        opener.join()
      }
    }

    @Test func `a thread cannot join itself`() async throws {
      try await onThread {
        let known = Monitor<WorkerThread<[String], Never>?>(nil)
        let thread = WorkerThread(name: "narcissus") { () -> [String] in
          known.wait { $0 != nil }
          guard let me = known.withLock({ $0 }) else { return [] }
          var refusals: [String] = []
          do { _ = try me.join() } catch { refusals.append("\(error)") }
          do { _ = try me.join(upTo: .seconds(60)) } catch { refusals.append("\(error)") }
          return refusals
        }
        try thread.start()
        known.withLock { $0 = thread }
        let refusals = try thread.join()
        #expect(refusals.count == 2)
        #expect(refusals.allSatisfy { $0.contains("a thread cannot join itself") })
        known.withLock { $0 = nil }
      }
    }

    @Test func `a callback on the thread itself is given the outcome`() async throws {
      try await onThread {
        let thread = WorkerThread(name: "callback") { 5 }
        let joined = Tally()
        thread.future.onCompletion { [unowned thread] _ in
          joined.add((try? thread.join()) ?? -1)
        }
        try thread.start()
        #expect(try thread.join() == 5)
        #expect(joined.value == 5)
      }
    }

    @Test func `what a body captures is freed before its outcome is seen`() async throws {
      try await onThread {
        for _ in 0..<Load.scaled(100, soak: 10_000) {
          let deaths = Tally()
          let thread = make(Canary(deaths))
          let before = Tally()
          thread.future.onCompletion { _ in before.add(deaths.value) }
          try thread.start()
          try thread.join()
          #expect(before.value == 1)
        }
        let deaths = Tally()
        let cancelled = make(Canary(deaths))
        cancelled.cancel()
        #expect(deaths.value == 1)
      }
    }

    private func make(_ canary: Canary) -> WorkerThread<Void, Never> {
      WorkerThread(name: "canary") { canary.sing() }
    }
  }
}
