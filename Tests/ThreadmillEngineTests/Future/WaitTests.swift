// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// The blocking form of `wait(for:of:upTo:)`.
  @Suite(.watched) struct WaitTests {
    typealias IntPromise = Promise<Int, Mishap>
    typealias IntFuture = Future<Int, Mishap>

    @Test(arguments: WaitCondition.allCases)
    func `a look tells exactly what has ended, in the order of the input`(condition: WaitCondition)
      async throws
    {
      try await onThread {
        let states: [FutureState] = [.failed, .pending, .cancelled, .running, .finished, .pending]
        let made = states.map(FutureTests.make)
        let result = wait(for: condition, of: made.map(\.future), upTo: .zero)
        #expect(result.done == [0, 2, 4].map { made[$0].future })
        #expect(result.pending == [1, 3, 5].map { made[$0].future })
        #expect(!result.isComplete)
        let timeout = #expect(throws: WaitTimeout.self) { try result.check() }
        #expect(timeout?.unfinished == 3 && timeout?.total == 6)
        #expect(made.map(\.future.state) == states)
      }
    }

    @Test(arguments: WaitCondition.allCases, FutureTests.states)
    func `one future in each state`(condition: WaitCondition, state: FutureState) async throws {
      try await onThread {
        let (promise, future) = FutureTests.make(state)
        let hasEnded = state != .pending && state != .running
        let begin = MonotonicClock.now
        // Without a limit where there is nothing to wait for.
        let result = wait(for: condition, of: [future], upTo: hasEnded ? nil : .milliseconds(20))
        #expect(result.done == (hasEnded ? [future] : []))
        #expect(result.pending == (hasEnded ? [] : [future]))
        if !hasEnded { #expect(isNear(MonotonicClock.now - begin, .milliseconds(20))) }
        _ = promise
      }
    }

    @Test(arguments: WaitCondition.allCases)
    func `nothing to wait for is over at once`(condition: WaitCondition) async throws {
      try await onThread {
        let result = wait(for: condition, of: [IntFuture]())
        #expect(result.done.isEmpty && result.pending.isEmpty && result.isComplete)
        try result.check()
      }
    }

    @Test(arguments: WaitCondition.allCases)
    func `a future that is listed again comes once, at its first place`(condition: WaitCondition)
      async throws
    {
      try await onThread {
        let (a, b) = (IntPromise(), IntPromise())
        try b.succeed(1)
        let listed = [a, b, a, b, b, a].map(\.future)
        let look = wait(for: condition, of: listed, upTo: .zero)
        #expect(look.done == [b.future] && look.pending == [a.future])
        try a.fail(Mishap())
        #expect(wait(for: condition, of: listed).done == [a.future, b.future])
      }
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .seconds(Int64.min), .milliseconds(100)])
    func `a limit ends the wait`(limit: Duration) async throws {
      try await onThread {
        let promises = (0..<3).map { _ in IntPromise() }
        try promises[1].succeed(1)
        let begin = MonotonicClock.now
        let result = wait(of: promises.map(\.future), upTo: limit)
        #expect(isNear(MonotonicClock.now - begin, limit))
        #expect(result.done == [promises[1].future])
        #expect(result.pending == [promises[0].future, promises[2].future])
      }
    }

    // MARK: Ends that come while it waits

    /// Ends futures one after another while a wait is on, and tells how many had ended when it was over.
    private func endings(
      _ condition: WaitCondition,
      _ ends: [@Sendable (IntPromise) -> Void]
    ) -> (result: WaitResult<Int, Mishap>, futures: [IntFuture]) {
      let promises = ends.map { _ in IntPromise() }
      let isOver = Gate()
      let next = Tally()
      let ender = PlainThread {
        for (promise, end) in zip(promises, ends) {
          end(promise)
          next.add()
          // Long enough for the wait to be over, if this was what it waited for.
          pauseThread(.milliseconds(40))
          if isOver.isOpen { return }
        }
      }
      let futures = promises.map(\.future)
      let result = wait(for: condition, of: futures)
      isOver.open()
      ender.join()
      return (result, futures)
    }

    private static let succeed: @Sendable (IntPromise) -> Void = { try? $0.succeed(1) }
    private static let fail: @Sendable (IntPromise) -> Void = { try? $0.fail(Mishap()) }
    private static let cancel: @Sendable (IntPromise) -> Void = { $0.future.cancel() }

    @Test func `the first that ends is enough, however it does`() async throws {
      try await onThread {
        for end in [Self.succeed, Self.fail, Self.cancel] {
          let (result, futures) = self.endings(.firstCompleted, [end, Self.succeed, Self.succeed])
          #expect(result.done.first == futures[0])
          #expect(result.done + result.pending == futures)
          #expect(!result.isComplete)
        }
      }
    }

    @Test func `the first failure ends a wait that values and cancelled ones do not end`()
      async throws
    {
      try await onThread {
        let (result, futures) = self.endings(
          .firstFailure,
          [Self.succeed, Self.cancel, Self.fail, Self.succeed, Self.succeed]
        )
        #expect(Set(result.done).isSuperset(of: futures[..<3]))
        #expect(!result.isComplete)
      }
    }

    @Test func `without a failure the wait for one is over when all have ended`() async throws {
      try await onThread {
        let ends = [Self.succeed, Self.cancel, Self.succeed]
        let (result, futures) = self.endings(.firstFailure, ends)
        #expect(result.done == futures && result.isComplete)
      }
    }

    @Test func `the wait for all goes on after a failure`() async throws {
      try await onThread {
        let ends = [Self.fail, Self.cancel, Self.succeed]
        let (result, futures) = self.endings(.all, ends)
        #expect(result.done == futures && result.isComplete)
      }
    }

    @Test func `a failure that is there already ends the wait, a cancelled one does not`()
      async throws
    {
      try await onThread {
        let (open, failed, cancelled) = (IntPromise(), IntPromise(), IntPromise())
        try failed.fail(Mishap())
        cancelled.future.cancel()
        let with = wait(for: .firstFailure, of: [open, cancelled, failed].map(\.future))
        #expect(with.done == [cancelled.future, failed.future] && with.pending == [open.future])
        let limit = Duration.milliseconds(30)
        let without = wait(for: .firstFailure, of: [open, cancelled].map(\.future), upTo: limit)
        #expect(without.done == [cancelled.future] && without.pending == [open.future])
      }
    }

    @Test func `refused and abandoned ones are failures`() async throws {
      try await onThread {
        let open = IntPromise()
        let refused = IntFuture(.failure(.shutDown))
        #expect(wait(for: .firstFailure, of: [open.future, refused]).done == [refused])
        let abandoned = IntPromise().future
        #expect(wait(for: .firstFailure, of: [open.future, abandoned]).done == [abandoned])
      }
    }

    // MARK: With others

    @Test func `it does not wait for a stranger's callback`() async throws {
      try await onThread {
        let promise = IntPromise()
        let (inside, gate) = (Gate(), Gate())
        promise.future.onCompletion { _ in
          inside.open()
          gate.wait()
        }
        let keeper = PlainThread { try? promise.succeed(7) }
        inside.wait()
        #expect(wait(of: [promise.future]).done == [promise.future])
        gate.open()
        keeper.join()
      }
    }

    @Test func `a batch with a deadline keeps what has finished and cancels the rest`()
      async throws
    {
      try await onThread {
        let pool = try ThreadPool(workers: 2)
        let gate = Gate()
        let futures = (0..<6).map { number in
          pool.submit { () -> Int in
            if number >= 2 { gate.wait() }
            return number
          }
        }
        #expect(eventually { futures[1].state == .finished && futures[0].state == .finished })
        let result = wait(of: futures, upTo: .milliseconds(30))
        #expect(result.done == Array(futures[..<2]) && result.pending == Array(futures[2...]))
        let cancelled = result.pending.filter { $0.cancel() }
        gate.open()
        let rest = wait(of: futures)
        #expect(rest.done == futures)
        #expect(cancelled.count >= 2 && cancelled.areAll(.cancelled))
        #expect(try futures[..<2].map { try $0.wait() } == [0, 1])
        pool.shutdown()
      }
    }

    @Test func `futures that have been waited for are not kept`() async throws {
      try await onThread {
        let deaths = Tally()
        let open = Promise<Canary, Never>()
        do {
          let ended = Promise<Canary, Never>()
          try ended.succeed(Canary(deaths))
          let futures = [ended.future, open.future]
          #expect(wait(of: futures, upTo: .milliseconds(1)).done.count == 1)
        }
        #expect(deaths.value == 1)
      }
    }

    @Test(.enabled(if: !Load.isSanitized))
    func `waits that ended leave nothing behind in futures that go on`() async throws {
      try await onThread {
        let promises = (0..<100).map { _ in IntPromise() }
        let futures = promises.map(\.future)
        func waitOften(_ times: Int) {
          for number in 0..<times {
            // Long enough to register with all of them.
            let condition = WaitCondition.allCases[number % 3]
            let result = wait(for: condition, of: futures, upTo: .microseconds(300))
            #expect(result.done.isEmpty)
          }
        }
        waitOften(100)
        let before = ProcessFacts.residentBytes
        waitOften(2_000)
        // It would be 30 MB.
        #expect(ProcessFacts.residentBytes - before < 4 << 20)
      }
    }

    @Test(.tags(.stress), arguments: WaitCondition.allCases)
    func `ends that come while it registers are all seen`(condition: WaitCondition) async throws {
      try await onThread {
        for round in 0..<Load.scaled(300, soak: 10_000) {
          let promises = (0..<40).map { _ in IntPromise() }
          let futures = promises.map(\.future)
          let begin = Gate()
          let enders = (0..<4).map { thread in
            PlainThread {
              begin.wait()
              for number in stride(from: thread, to: promises.count, by: 4) {
                // Failures come late and at places that differ from round to round.
                if number > 20 && (number + round) % 7 == 0 {
                  try? promises[number].fail(Mishap(payload: number))
                } else if number % 5 == 0 {
                  promises[number].future.cancel()
                } else {
                  try? promises[number].succeed(number)
                }
              }
            }
          }
          let waiters = (0..<2).map { _ in
            let answer = Monitor<WaitResult<Int, Mishap>?>(nil)
            let thread = PlainThread {
              begin.wait()
              let result = wait(for: condition, of: futures)
              answer.withLock { $0 = result }
            }
            return (answer, thread)
          }
          begin.open()
          for (answer, thread) in waiters {
            thread.join()
            let result = try #require(answer.withLock { $0 })
            Self.check(result, condition, of: futures)
          }
          for ender in enders { ender.join() }
          #expect(wait(for: condition, of: futures).isComplete)
        }
      }
    }

    private static func check(
      _ result: WaitResult<Int, Mishap>,
      _ condition: WaitCondition,
      of futures: [IntFuture]
    ) {
      // Every one of them once, and both parts in the order of the input.
      let isDone = Set(result.done)
      #expect(result.done == futures.filter(isDone.contains))
      #expect(result.pending == futures.filter { !isDone.contains($0) })
      let outcomes = result.done.compactMap(\.outcome)
      #expect(outcomes.count == result.done.count)
      switch condition {
      case .firstCompleted: #expect(!result.done.isEmpty)
      case .all: #expect(result.isComplete)
      case .firstFailure: #expect(result.done.contains { $0.state == .failed })
      }
    }

    @Test(.tags(.stress))
    func `many threads wait for one pool's tasks, with limits and without`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 4)
        for _ in 0..<Load.scaled(20, soak: 1_000) {
          let futures = (0..<200).map { number in pool.submit { number } }
          let results = concurrently(8) { thread in
            let condition = WaitCondition.allCases[thread % 3]
            return wait(
              for: condition,
              of: futures,
              upTo: thread < 4 ? nil : .microseconds(thread * 20)
            )
          }
          for (thread, result) in results.enumerated() {
            let isDone = Set(result.done)
            #expect(result.done == futures.filter(isDone.contains))
            #expect(result.pending == futures.filter { !isDone.contains($0) })
            if thread < 4 && thread % 3 != 0 { #expect(result.isComplete) }
          }
        }
        pool.shutdown()
      }
    }
  }
}
