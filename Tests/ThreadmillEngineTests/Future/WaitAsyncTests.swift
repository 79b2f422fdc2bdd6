// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Waiting without blocking: `wait(for:of:upTo:)` and `value(upTo:)`.
  @Suite(.watched) struct WaitAsyncTests {
    typealias IntPromise = Promise<Int, Mishap>

    @Test(arguments: WaitCondition.allCases)
    func `a look tells exactly what has ended`(condition: WaitCondition) async {
      let states: [FutureState] = [.failed, .pending, .cancelled, .running, .finished, .pending]
      let made = states.map(FutureTests.make)
      let futures = made.map(\.future)
      let result = await wait(for: condition, of: futures + futures, upTo: .zero)
      #expect(result.done == [0, 2, 4].map { futures[$0] })
      #expect(result.pending == [1, 3, 5].map { futures[$0] })
      let none = await wait(for: condition, of: [Future<Int, Mishap>]())
      #expect(none.isComplete)
    }

    @Test(arguments: WaitCondition.allCases)
    func `a limit ends the wait`(condition: WaitCondition) async {
      let promises = [IntPromise(), IntPromise()]
      let futures = promises.map(\.future)
      let begin = MonotonicClock.now
      let result = await wait(for: condition, of: futures, upTo: .milliseconds(80))
      #expect(isNear(MonotonicClock.now - begin, .milliseconds(80)))
      #expect(result.done.isEmpty && result.pending == futures)
    }

    @Test(arguments: [nil, Duration.seconds(3600), .seconds(9_000_000_000), .seconds(Int64.max)])
    func `a limit that does not come does no harm`(limit: Duration?) async throws {
      let promises = [IntPromise(), IntPromise(), IntPromise()]
      let futures = promises.map(\.future)
      let begin = MonotonicClock.now
      let ender = PlainThread {
        pauseThread(.milliseconds(20))
        try? promises[1].succeed(1)
        try? promises[0].fail(Mishap())
        promises[2].future.cancel()
      }
      let first = await wait(for: .firstCompleted, of: futures, upTo: limit)
      #expect(first.done.contains(futures[1]))
      let failure = await wait(for: .firstFailure, of: futures, upTo: limit)
      #expect(failure.done.contains(futures[0]))
      let all = await wait(of: futures, upTo: limit)
      #expect(all.done == futures)
      #expect(MonotonicClock.now - begin < .seconds(30) * Load.patience)
      ender.join()
    }

    @Test func `cancelling who waits changes nothing`() async throws {
      let (promise, open) = (IntPromise(), IntPromise())
      let waiter = Task {
        let result = await wait(of: [promise.future], upTo: .seconds(3600))
        let value = try await promise.future.value(upTo: .seconds(3600))
        let late = try await open.future.value(upTo: .milliseconds(50))
        return (result.isComplete, value, late)
      }
      waiter.cancel()
      try promise.succeed(6)
      let (isComplete, value, late) = try await waiter.value
      #expect(isComplete && value == 6 && late == nil)
    }

    @Test(.tags(.stress)) func `ends that come while it registers are all seen`() async throws {
      let pool = try ThreadPool(workers: 3)
      for round in 0..<Load.scaled(200, soak: 5_000) {
        let futures = (0..<30).map { number in pool.submit { number } }
        let result = await wait(of: futures, upTo: round % 2 == 0 ? nil : .seconds(600))
        #expect(result.done == futures)
        let more = (0..<30).map { number in pool.submit { number } }
        let first = await wait(for: .firstCompleted, of: more, upTo: .seconds(600))
        #expect(!first.done.isEmpty && first.done.count + first.pending.count == 30)
        let brief = await wait(of: more, upTo: .microseconds(round))
        #expect(brief.done.count + brief.pending.count == 30)
      }
      await pool.shutdown()
    }

    // MARK: value(upTo:)

    @Test(arguments: FutureTests.states, [Duration.zero, .seconds(-1), .milliseconds(20)])
    func `a value with a limit, in each state`(state: FutureState, limit: Duration) async throws {
      let (promise, future) = FutureTests.make(state)
      let outcome: Result<Int?, TaskError<Mishap>>
      do throws(TaskError<Mishap>) {
        outcome = .success(try await future.value(upTo: limit))
      } catch {
        outcome = .failure(error)
      }
      switch state {
      case .pending, .running: #expect(outcome == .success(nil))
      case .finished: #expect(outcome == .success(42))
      case .failed: #expect(outcome == .failure(.failed(Mishap(payload: 5))))
      case .cancelled: #expect(outcome == .failure(.cancelled))
      }
      _ = promise
    }

    @Test(arguments: [Duration.seconds(3600), .seconds(9_000_000_000), .seconds(Int64.max)])
    func `a value that comes in time`(limit: Duration) async throws {
      let promise = IntPromise()
      async let value = promise.future.value(upTo: limit)
      let ender = PlainThread {
        pauseThread(.milliseconds(10))
        try? promise.succeed(3)
      }
      #expect(try await value == 3)
      ender.join()
    }

    @Test func `a limit that passes leaves the future as it was`() async throws {
      let (promise, future) = FutureTests.make(.running)
      let begin = MonotonicClock.now
      #expect(try await future.value(upTo: .milliseconds(60)) == nil)
      #expect(isNear(MonotonicClock.now - begin, .milliseconds(60)))
      #expect(future.state == .running)
      try promise.succeed(1)
      #expect(try await future.value(upTo: .zero) == 1)
      #expect(try await future.value == 1)
    }

    @Test(.tags(.stress)) func `limit and value may come at the same moment`() async throws {
      for round in 0..<Load.scaled(300, soak: 10_000) {
        let promise = IntPromise()
        let ender = PlainThread {
          pauseThread(.microseconds(100 + round % 100))
          try? promise.succeed(round)
        }
        let value = try await promise.future.value(upTo: .microseconds(150))
        #expect(value == nil || value == round)
        #expect(try await promise.future.value == round)
        ender.join()
      }
    }

    /// How many bytes it takes to do `body` often.
    ///
    /// On Swift's own threads: those of the test would be a new one for each resumption, and their
    /// stacks stay until the end.
    private func growth(
      over times: Int,
      _ body: @escaping @Sendable @concurrent () async throws -> Void
    ) async throws -> Int {
      try await Task.detached {
        for _ in 0..<100 { try await body() }
        let before = ProcessFacts.residentBytes
        for _ in 0..<times { try await body() }
        return ProcessFacts.residentBytes - before
      }.value
    }

    @Test(.enabled(if: !Load.isSanitized))
    func `waits that ended leave nothing behind in futures that go on`() async throws {
      let promises = (0..<100).map { _ in IntPromise() }
      let futures = promises.map(\.future)
      let bytes = try await growth(over: 2_000) {
        _ = await wait(of: futures, upTo: .microseconds(300))
      }
      // It would be 30 MB.
      #expect(bytes < 4 << 20)
      _ = promises
    }

    @Test(.enabled(if: !Load.isSanitized))
    func `limits that have passed leave nothing behind in a future that goes on`() async throws {
      let promise = IntPromise()
      let future = promise.future
      let bytes = try await growth(over: 10_000) {
        _ = try await future.value(upTo: .microseconds(100))
      }
      // It would be 1 MB.
      #expect(bytes < 1 << 19)
      _ = promise
    }

    @Test func `a timer ends with the wait`() async throws {
      let deaths = Tally()
      do {
        let promise = Promise<Canary, Mishap>()
        let ender = PlainThread { try? promise.succeed(Canary(deaths)) }
        _ = try await promise.future.value(upTo: .seconds(3600))
        _ = await wait(of: [promise.future], upTo: .seconds(3600))
        ender.join()
      }
      #expect(eventually { deaths.value == 1 })
    }
  }
}
