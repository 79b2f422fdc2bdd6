// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct FutureCallbackTests {
    typealias Outcome = Future<Int, Mishap>.Outcome

    static let endings: [FutureState] = [.finished, .failed, .cancelled]

    private func end(_ promise: Promise<Int, Mishap>, _ ending: FutureState) {
      switch ending {
      case .failed: try? promise.fail(Mishap(payload: 1))
      case .cancelled: promise.future.cancel()
      default: try? promise.succeed(1)
      }
    }

    @Test(arguments: endings)
    func `callbacks registered before the end run once, in order`(ending: FutureState) {
      let promise = Promise<Int, Mishap>()
      let calls = Monitor<[(Int, Outcome)]>([])
      for number in 0..<10 {
        promise.future.onCompletion { outcome in calls.withLock { $0.append((number, outcome)) } }
      }
      end(promise, ending)
      end(promise, ending)
      #expect(calls.withLock { $0.map(\.0) } == Array(0..<10))
      #expect(calls.withLock { $0.allSatisfy { $0.1 == promise.future.outcome } })
    }

    @Test(arguments: endings)
    func `a callback registered after the end runs at once`(ending: FutureState) {
      let promise = Promise<Int, Mishap>()
      end(promise, ending)
      let calls = Tally()
      promise.future.onCompletion { _ in calls.add() }
      #expect(calls.value == 1)
    }

    @Test func `a callback sees a future that has ended`() throws {
      let promise = Promise<Int, Mishap>()
      let states = Monitor<[FutureState]>([])
      let future = promise.future
      future.onCompletion { _ in states.withLock { $0.append(future.state) } }
      try promise.succeed(4)
      #expect(states.withLock { $0 } == [.finished])
    }

    @Test func `a callback registered by a callback runs after those before it`() throws {
      let promise = Promise<Int, Mishap>()
      let order = Monitor<[String]>([])
      let future = promise.future
      future.onCompletion { _ in
        order.withLock { $0.append("first") }
        future.onCompletion { _ in order.withLock { $0.append("nested") } }
        order.withLock { $0.append("first goes on") }
      }
      future.onCompletion { _ in order.withLock { $0.append("second") } }
      try promise.succeed(1)
      #expect(order.withLock { $0 } == ["first", "first goes on", "second", "nested"])
    }

    @Test(.tags(.stress)) func `callbacks that race with the end run exactly once`() async throws {
      try await onThread {
        for _ in 0..<Load.scaled(500, soak: 20_000) {
          let promise = Promise<Int, Mishap>()
          let calls = Tally()
          let future = promise.future
          _ = race(2) { number in
            if number == 0 { try? promise.succeed(1) }
            for _ in 0..<10 { future.onCompletion { _ in calls.add() } }
            return true
          }
          // A callback added while another thread notifies is run by that thread, which has ended.
          #expect(calls.value == 20)
        }
      }
    }

    @Test func `what a callback captures is freed after it has run`() throws {
      let deaths = Tally()
      let promise = Promise<Int, Mishap>()
      do {
        let canary = Canary(deaths)
        promise.future.onCompletion { _ in canary.sing() }
      }
      #expect(deaths.value == 0)
      try promise.succeed(1)
      #expect(deaths.value == 1)
    }

    @Test func `what the callbacks of an abandoned future capture is freed`() {
      let deaths = Tally()
      do {
        let promise = Promise<Int, Mishap>()
        let canary = Canary(deaths)
        promise.future.onCompletion { _ in canary.sing() }
      }
      #expect(deaths.value == 1)
    }
  }
}
