// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Those who wait for an outcome do not wait for somebody's callbacks.
  @Suite struct FutureWaiterTests {
    typealias IntPromise = Promise<Int, Mishap>

    /// A promise that another thread keeps, and that stays in a callback until the gate opens.
    private final class Held: Sendable {
      let promise = IntPromise()
      let gate = Gate()
      private let inside = Tally()
      private let keeper = Monitor<PlainThread?>(nil)

      init() {
        let (gate, inside) = (gate, inside)
        promise.future.onCompletion { _ in
          inside.add()
          gate.wait()
        }
      }

      func keep() {
        let promise = promise
        keeper.withLock { $0 = PlainThread { try? promise.succeed(7) } }
        inside.wait(for: 1)
      }

      func finish() {
        gate.open()
        keeper.withLock { $0.take() }?.join()
      }
    }

    @Test func `value does not wait for a stranger's callback, asked for before or after the end`()
      async throws
    {
      try await onThread {
        let held = Held()
        let future = held.promise.future
        let seen = Tally()
        Task { seen.add(try await future.value) }
        // Most likely it waits by now; if not, it is one that asks afterwards.
        pauseThread(.milliseconds(20))
        held.keep()
        Task { seen.add(try await future.value) }
        seen.wait(for: 14)
        #expect(!held.gate.isOpen)
        held.finish()
      }
    }

    @Test func `as completed does not wait for a stranger's callback`() async throws {
      try await onThread {
        let held = Held()
        let before = asCompleted([held.promise.future])
        held.keep()
        #expect(before.next() == held.promise.future)
        #expect(asCompleted([held.promise.future]).next() == held.promise.future)
        #expect(!held.gate.isOpen)
        held.finish()
      }
    }

    @Test func `a dropped sequence keeps nothing of futures that end later`() throws {
      let deaths = Tally()
      let open = Promise<Canary, Never>()
      do {
        var promise: Promise<Canary, Never>? = Promise()
        if let promise { _ = asCompleted([promise.future, open.future]) }
        try promise?.succeed(Canary(deaths))
        promise = nil
      }
      #expect(deaths.value == 1)
    }

    @Test(.enabled(if: !Load.isSanitized))
    func `polling what is left again and again costs no memory`() async throws {
      try await onThread {
        let promises = (0..<10).map { _ in IntPromise() }
        let futures = promises.map(\.future)
        func poll(_ times: Int) {
          for _ in 0..<times { #expect(asCompleted(futures, upTo: .zero).next() == nil) }
        }
        poll(100)
        let before = ProcessFacts.residentBytes
        poll(10_000)
        // It used to be 200 bytes for each future and poll: 20 MB.
        #expect(ProcessFacts.residentBytes - before < 6 << 20)
      }
    }
  }
}
