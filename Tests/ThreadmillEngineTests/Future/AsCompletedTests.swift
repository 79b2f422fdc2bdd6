// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct AsCompletedTests {
    typealias IntPromise = Promise<Int, Mishap>

    @Test func `each future comes once and finished ones come first`() async throws {
      try await onThread {
        let running = IntPromise()
        _ = running.start()
        let others = [IntPromise(), IntPromise(), IntPromise()]
        try others[0].succeed(1)
        try others[1].fail(Mishap())
        others[2].future.cancel()
        let completed = asCompleted([running.future] + others.map(\.future))
        #expect(completed.total == 4)
        let first = [completed.next(), completed.next(), completed.next()].compactMap { $0 }
        #expect(first == others.map(\.future))
        #expect(completed.unfinished == 1)
        try running.succeed(2)
        #expect(completed.next() == running.future)
        #expect(completed.next() == nil)
        #expect(throws: Never.self) { try completed.check() }
      }
    }

    @Test func `a future listed three times comes once`() async throws {
      try await onThread {
        let one = IntPromise()
        let two = IntPromise()
        try one.succeed(1)
        let completed = asCompleted([one.future, two.future, one.future, two.future, one.future])
        #expect(completed.total == 2)
        try two.succeed(2)
        #expect(completed.map(\.outcome) == [.success(1), .success(2)])
      }
    }

    @Test func `nothing in, nothing out`() async throws {
      try await onThread {
        let completed = asCompleted([Future<Int, Mishap>]())
        #expect(completed.next() == nil)
        try completed.check()
      }
      for try await _ in asCompleted([Future<Int, Mishap>]()) { Issue.record("nothing to come") }
    }

    @Test(arguments: [Duration.zero, .milliseconds(100)])
    func `a limit yields the finished ones and then says how many are left`(limit: Duration)
      async throws
    {
      try await onThread {
        let promises = (0..<4).map { _ in IntPromise() }
        try promises[1].succeed(1)
        try promises[3].succeed(3)
        let begin = MonotonicClock.now
        let completed = asCompleted(promises.map(\.future), upTo: limit)
        #expect(completed.map(\.outcome) == [.success(1), .success(3)])
        let took = MonotonicClock.now - begin
        #expect(isNear(took, limit), "\(took)")
        let timeout = #expect(throws: WaitTimeout.self) { try completed.check() }
        #expect(timeout?.description.contains("2 (of 4)") == true)
      }
    }

    @Test func `the asynchronous form throws when the limit has passed`() async throws {
      let promises = (0..<4).map { _ in IntPromise() }
      try promises[0].succeed(1)
      try promises[1].succeed(2)
      var seen = 0
      var timeout: WaitTimeout?
      do {
        for try await _ in asCompleted(promises.map(\.future), upTo: .milliseconds(50)) {
          seen += 1
        }
      } catch { timeout = error }
      #expect(seen == 2)
      #expect(timeout?.unfinished == 2 && timeout?.total == 4)
    }

    @Test func `the asynchronous form yields each future once`() async throws {
      let pool = try ThreadPool(workers: 2)
      let futures = (0..<100).map { number in pool.submit { number } }
      var sum = 0
      for try await future in asCompleted(futures) { sum += try await future.value }
      #expect(sum == 4950)
      await pool.shutdown()
    }

    @Test(.tags(.stress))
    func `futures that are released while they are registered all arrive`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 4)
        for _ in 0..<Load.scaled(20, soak: 2_000) {
          let gate = Gate()
          let futures = (0..<100).map { number in
            pool.submit {
              gate.wait()
              return number
            }
          }
          let opener = PlainThread { gate.open() }
          #expect(Set(asCompleted(futures).compactMap { try? $0.wait() }) == Set(0..<100))
          opener.join()
        }
        pool.shutdown()
      }
    }

    @Test(.tags(.stress)) func `futures that were handed out are no longer held`() async throws {
      final class Load: Sendable {
        let deaths: Tally
        let ballast = [UInt8](repeating: 1, count: 256)
        init(_ deaths: Tally) { self.deaths = deaths }
        deinit { deaths.add() }
      }
      let count = ConcurrencyTestSupport.Load.scaled(20_000, soak: 100_000)
      try await onThread {
        let deaths = Tally()
        let completed = asCompleted(
          (0..<count).lazy.map { _ in Future<Load, Never>(.success(Load(deaths))) }
        )
        var taken = 0
        while let future = completed.next() {
          taken += 1
          #expect(throws: Never.self) { try future.wait() }
          if taken % 5_000 == 0 {
            // The one in our hands lives.
            #expect(taken - deaths.value <= 1)
          }
        }
        #expect(taken == count)
      }
    }

    @Test(.tags(.stress))
    func `of 100 000 results that come later, only those not yet handed out are held`()
      async throws
    {
      try await onThread {
        let pool = try ThreadPool(workers: 2)
        let deaths = Tally()
        let count = Load.scaled(100_000, soak: 100_000)
        pool.pause()
        let completed = asCompleted(
          (0..<count).lazy.map { _ in pool.submit { Canary(deaths) } }
        )
        #expect(completed.unfinished == count)
        pool.resume()
        var taken = 0
        while let future = completed.next() {
          taken += 1
          let canary = try future.wait()
          guard taken % 5_000 == 0 else { continue }
          // The one in our hands lives; its worker lets go of it a moment after it has shown it.
          let isFreed = eventually { deaths.value == taken - 1 }
          #expect(isFreed, "\(taken - deaths.value) of \(taken) are held")
          canary.sing()
          guard isFreed else { break }
        }
        #expect(taken == count)
        pool.shutdown()
      }
    }

    @Test func `futures whose only owner is their task arrive`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 2)
        let gate = Gate()
        let completed = asCompleted(
          (0..<50).lazy.map { number in
            pool.submit { () -> Int in
              gate.wait()
              return number
            }
          }
        )
        gate.open()
        #expect(completed.compactMap { try? $0.wait() }.sorted() == Array(0..<50))
        pool.shutdown()
      }
    }

    @Test func `an abandoned promise arrives as such`() async throws {
      try await onThread {
        let completed = asCompleted((0..<3).lazy.map { _ in IntPromise().future })
        #expect(completed.map(\.outcome) == Array(repeating: .failure(.abandoned), count: 3))
      }
    }
  }
}
