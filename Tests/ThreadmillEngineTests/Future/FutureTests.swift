// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct FutureTests {
    typealias Made = (promise: Promise<Int, Mishap>, future: Future<Int, Mishap>)

    /// A future in each state that can be told apart from outside.
    static func make(_ state: FutureState) -> Made {
      let promise = Promise<Int, Mishap>()
      switch state {
      case .pending: break
      case .running: _ = promise.start()
      case .finished: try? promise.succeed(42)
      case .failed: try? promise.fail(Mishap(payload: 5))
      case .cancelled: promise.future.cancel()
      }
      return (promise, promise.future)
    }

    static let states: [FutureState] = [.pending, .running, .finished, .failed, .cancelled]

    @Test(arguments: states) func `waiting for zero time never blocks`(state: FutureState) throws {
      let (promise, future) = Self.make(state)
      let outcome = Result { () throws(TaskError<Mishap>) in try future.waitWithoutBlocking() }
      switch state {
      case .pending, .running: #expect(outcome == .success(nil))
      case .finished: #expect(outcome == .success(42))
      case .failed: #expect(outcome == .failure(.failed(Mishap(payload: 5))))
      case .cancelled: #expect(outcome == .failure(.cancelled))
      }
      _ = promise
    }

    @Test(arguments: states) func `cancel truth table`(state: FutureState) {
      let (promise, future) = Self.make(state)
      let before = future.outcome
      let isCancellable = state == .pending || state == .cancelled
      #expect(future.cancel() == isCancellable)
      #expect(future.cancel() == isCancellable)
      #expect(future.state == (state == .pending ? .cancelled : state))
      if state != .pending { #expect(future.outcome == before) }
      _ = promise
    }

    @Test func `cancel of a future whose callbacks are running says it is cancelled`() {
      let future = Promise<Int, Mishap>().future
      let answers = Monitor<[Bool]>([])
      let pending = Self.make(.pending)
      pending.future.onCompletion { _ in
        let answer = pending.future.cancel()
        answers.withLock { $0.append(answer) }
      }
      #expect(pending.future.cancel())
      #expect(answers.withLock { $0 } == [true])
      #expect(future.state == .failed)
    }

    @Test(.tags(.stress))
    func `of many that cancel at once all are told that it is cancelled`() async throws {
      try await onThread {
        for round in 0..<Load.scaled(2_000, soak: 10_000) {
          let promise = Promise<Int, Mishap>()
          let answers = race(2) { _ in promise.future.cancel() }
          #expect(answers == [true, true], "round \(round)")
          guard answers == [true, true] else { return }
        }
      }
    }

    @Test func `a waiter gets the value that another thread sets`() async throws {
      try await onThread {
        let (promise, future) = Self.make(.running)
        let waiting = Gate()
        let thread = PlainThread {
          waiting.wait()
          pauseThread(.milliseconds(50))
          try? promise.succeed(9)
        }
        waiting.open()
        let limit = Duration.seconds(30) * Load.patience
        let begin = MonotonicClock.now
        let value = try future.wait(upTo: limit)
        #expect(value == 9)
        // A waiter that nobody wakes would find the value when its limit has passed.
        #expect(MonotonicClock.now - begin < limit / 3)
        thread.join()
      }
    }

    @Test func `a waiter is released by cancellation`() async throws {
      try await onThread {
        let (promise, future) = Self.make(.pending)
        let thread = PlainThread {
          pauseThread(.milliseconds(50))
          promise.future.cancel()
        }
        let outcome = Result { () throws(TaskError<Mishap>) in try future.wait() }
        #expect(outcome == .failure(.cancelled))
        thread.join()
      }
    }

    @Test func `a limit that passes gives nil, roughly in time`() async throws {
      try await onThread {
        let (promise, future) = Self.make(.running)
        let begin = MonotonicClock.now
        #expect(try future.wait(upTo: .milliseconds(100)) == nil)
        let took = MonotonicClock.now - begin
        #expect(isNear(took, .milliseconds(100)), "\(took)")
        try promise.succeed(1)
        #expect(try future.wait(upTo: .zero) == 1)
      }
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(-1), .seconds(Int64.min), .zero])
    func `any limit is taken`(limit: Duration) async throws {
      try await onThread {
        let (promise, future) = Self.make(.pending)
        let thread = PlainThread { try? promise.succeed(1) }
        let value = try future.wait(upTo: limit)
        #expect(value == 1 || (value == nil && limit <= .zero))
        thread.join()
      }
    }

    @Test func `64 threads wait for one future and all get its value`() async throws {
      try await onThread {
        for _ in 0..<Load.scaled(5, soak: 500) {
          let (promise, future) = Self.make(.running)
          let ready = Tally()
          let completer = PlainThread {
            ready.wait(for: 64)
            try? promise.succeed(42)
          }
          let values = concurrently(64) { number -> Int? in
            ready.add()
            // Some spin, some sleep, some come with a limit.
            if number % 3 == 0 { pauseThread(.microseconds(50)) }
            return number % 2 == 0 ? try? future.wait() : try? future.wait(upTo: .seconds(60))
          }
          #expect(values == Array(repeating: 42, count: 64))
          completer.join()
        }
      }
    }

    @Test func `what was written before completion is seen by the waiter`() async throws {
      final class Box: @unchecked Sendable {
        // Safety: ordered by the future under test; ThreadSanitizer is the judge.
        var value = 0
      }
      try await onThread {
        for round in 1...Load.scaled(500, soak: 10_000) {
          let box = Box()
          let promise = Promise<Void, Mishap>()
          let thread = PlainThread {
            box.value = round
            try? promise.succeed(())
          }
          if round % 2 == 0 {
            try promise.future.wait()
          } else {
            while promise.future.outcome == nil { sched_yield() }
          }
          #expect(box.value == round)
          thread.join()
        }
      }
    }

    @Test func `value suspends until there is one`() async throws {
      let promise = Promise<Int, Mishap>()
      async let value = promise.future.value
      try promise.succeed(8)
      #expect(try await value == 8)
      #expect(try await promise.future.value == 8)
    }

    @Test func `value throws what the future holds`() async throws {
      let failed = Self.make(.failed)
      await #expect(throws: TaskError<Mishap>.failed(Mishap(payload: 5))) {
        try await failed.future.value
      }
      let cancelled = Self.make(.cancelled)
      await #expect(throws: TaskError<Mishap>.cancelled) { try await cancelled.future.value }
    }

    @Test func `copies are the same future and others are not`() {
      let one = Self.make(.pending)
      let other = Self.make(.pending)
      #expect(one.future == one.promise.future)
      #expect(one.future != other.future)
      #expect(Set([one.future, one.promise.future, other.future]).count == 2)
    }

    @Test func `a future made of an outcome has ended`() throws {
      let future = Future<Int, Mishap>(.failure(.rejected(reason: "full")))
      #expect(future.state == .failed)
      #expect(future.outcome == .failure(.rejected(reason: "full")))
      #expect(!future.cancel())
    }
  }
}

extension Future {
  /// `wait(upTo: .zero)`, which is as good in async code as elsewhere.
  func waitWithoutBlocking() throws(TaskError<Failure>) -> Success? { try wait(upTo: .zero) }
}
