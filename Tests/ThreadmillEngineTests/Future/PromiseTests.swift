// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PromiseTests {
    @Test func `a second value is refused and the first stays`() throws {
      let promise = Promise<Int, Mishap>()
      try promise.succeed(1)
      #expect(throws: PromiseError.alreadyCompleted) { try promise.succeed(2) }
      #expect(throws: PromiseError.alreadyCompleted) { try promise.fail(Mishap()) }
      #expect(promise.future.outcome == .success(1))
      #expect(promise.future.state == .finished)
    }

    @Test func `a value after an error is refused and the error stays`() throws {
      let promise = Promise<Int, Mishap>()
      try promise.fail(Mishap(payload: 7))
      #expect(throws: PromiseError.alreadyCompleted) { try promise.succeed(2) }
      #expect(promise.future.outcome == .failure(.failed(Mishap(payload: 7))))
      #expect(promise.future.state == .failed)
    }

    @Test func `a cancelled promise cannot be kept`() {
      let promise = Promise<Int, Mishap>()
      #expect(promise.future.cancel())
      #expect(throws: PromiseError.alreadyCompleted) { try promise.succeed(2) }
      #expect(!promise.start())
      #expect(promise.future.state == .cancelled)
    }

    @Test func `a promise that goes away abandons its future`() {
      var promise: Promise<Int, Mishap>? = Promise()
      let future = promise?.future
      #expect(future?.state == .pending)
      promise = nil
      #expect(future?.outcome == .failure(.abandoned))
      #expect(future?.state == .failed)
    }

    @Test func `a kept promise that goes away changes nothing`() throws {
      var promise: Promise<Int, Mishap>? = Promise()
      let future = promise?.future
      try promise?.succeed(3)
      promise = nil
      #expect(future?.outcome == .success(3))
    }

    @Test func `work starts once`() {
      let promise = Promise<Int, Mishap>()
      #expect(promise.start())
      #expect(!promise.start())
      #expect(promise.future.state == .running)
    }

    @Test(.tags(.stress)) func `of many that complete at once exactly one wins`() async throws {
      try await onThread {
        for round in 0..<Load.scaled(300, soak: 20_000) {
          let promise = Promise<Int, Mishap>()
          let wins = concurrently(4) { number -> Int? in
            do { try promise.succeed(number) } catch { return nil }
            return number
          }.compactMap { $0 }
          #expect(wins.count == 1, "round \(round)")
          #expect(promise.future.outcome == wins.first.map { .success($0) })
        }
      }
    }

    @Test(.tags(.stress)) func `start and cancel never both succeed`() async throws {
      try await onThread {
        for _ in 0..<Load.scaled(300, soak: 20_000) {
          let promise = Promise<Int, Mishap>()
          let answers = concurrently(2) { number in
            number == 0 ? promise.start() : promise.future.cancel()
          }
          #expect(answers.count { $0 } == 1)
          #expect(promise.future.state == (answers[0] ? .running : .cancelled))
        }
      }
    }
  }
}
