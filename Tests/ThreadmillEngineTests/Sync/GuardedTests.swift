// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct GuardedTests {
    @Test(.tags(.stress)) func `changes are never lost`() async throws {
      try await onThread {
        let state = Guarded([Int: Int]())
        let rounds = Load.scaled(10_000, soak: 1_000_000)
        _ = concurrently(8) { thread in
          for _ in 0..<rounds { state.withLock { $0[thread % 3, default: 0] += 1 } }
          return true
        }
        #expect(state.withLock { $0.values.reduce(0, +) } == 8 * rounds)
      }
    }

    @Test func `a body that throws releases the lock and keeps what it has changed`() async throws {
      try await onThread {
        let state = Guarded(0)
        #expect(throws: Mishap.self) {
          try state.withLock { (value) throws(Mishap) in
            value = 5
            throw Mishap()
          }
        }
        #expect(concurrently(1) { _ in state.withLock { $0 } } == [5])
      }
    }

    @Test func `wait finds what another thread brings`() async throws {
      try await onThread {
        let state = Guarded<[Int]>([])
        let thread = PlainThread {
          for number in 0..<100 {
            state.withLock { $0.append(number) }
            state.notifyAll()
          }
        }
        var seen: [Int] = []
        while seen.count < 100 {
          seen += state.wait { $0.isEmpty ? nil : [$0.removeFirst()] } ?? []
        }
        #expect(seen == Array(0..<100))
        thread.join()
      }
    }

    @Test(arguments: [Duration.zero, .milliseconds(60), .seconds(-1)])
    func `wait gives up in time`(limit: Duration) async throws {
      try await onThread {
        let state = Guarded(0)
        let begin = MonotonicClock.now
        let found = state.wait(upTo: limit) { $0 == 1 ? true : nil }
        let took = MonotonicClock.now - begin
        #expect(found == nil)
        #expect(isNear(took, limit), "\(took)")
      }
    }

    @Test func `wait looks before it gives up`() async throws {
      try await onThread {
        let state = Guarded(7)
        #expect(state.wait(upTo: .zero) { $0 } == 7)
        #expect(state.wait(upTo: .seconds(Int64.max)) { $0 } == 7)
      }
    }

    /// In a process of its own, because the memory of others would be counted with it.
    @Test(.tags(.stress)) func `waits that fail leave no memory behind`() async {
      await #expect(processExitsWith: .success) {
        try await onThread {
          let state = Guarded(0)
          let wait: @Sendable (Int) -> Void = { count in
            _ = concurrently(3) { _ in
              for _ in 0..<count {
                _ = state.wait(upTo: .microseconds(1)) { $0 == 1 ? true : nil }
              }
              return true
            }
          }
          wait(500)
          let resident = ProcessFacts.residentBytes
          // A kilobyte for each would be seen.
          wait(Load.scaled(2_000, soak: 100_000))
          #expect(ProcessFacts.residentBytes < resident + (4 << 20))
        }
      }
    }
  }
}
