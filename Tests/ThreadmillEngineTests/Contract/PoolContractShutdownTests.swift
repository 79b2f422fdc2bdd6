// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PoolContractShutdownTests {
    @Test(arguments: PoolKind.all)
    func `a drain works off all that is queued, paused or not`(kind: PoolKind) async throws {
      try await onThread {
        for isPaused in [false, true] {
          let pool = try kind.make()
          if isPaused { pool.pause() }
          let ran = Tally()
          let futures = (0..<50).map { _ in pool.submit { _ = ran.add() } }
          let report = pool.shutdown(.drain)
          audit(report, of: pool)
          #expect(ran.value == 50 && report.neverStarted == 0)
          #expect(report.counts.finished == 50 && report.counts.submitted == 50)
          #expect(futures.areAll(.finished))
        }
      }
    }

    @Test(arguments: PoolKind.all)
    func `submit after shutdown is refused in words`(kind: PoolKind) async throws {
      try await onThread {
        let pool = try kind.make()
        _ = pool.shutdown(.drain)
        let ran = Tally()
        let future = pool.submit { ran.add() }
        #expect(future.state == .failed && future.outcome == .failure(.shutDown))
        #expect(TaskError<Never>.shutDown.description.contains("cannot schedule after shutdown"))
        #expect(ran.value == 0)
        #expect(pool.snapshot().counts.rejected == 1 && pool.snapshot().counts.submitted == 0)
        let error = #expect(throws: PoolError.self) { try pool.resize(to: kind.workers) }
        #expect(error?.code == .shutDown)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a second shutdown returns at once and claims nothing`(kind: PoolKind) async throws {
      try await onThread {
        let pool = try kind.make()
        pool.pause()
        for _ in 0..<30 { _ = pool.submit {} }
        let first = pool.shutdown(.cancel)
        audit(first, of: pool)
        #expect(first.neverStarted == 30)
        for ladder in [ShutdownLadder.drain, .cancel, .drain(upTo: .zero), .cancel(upTo: .zero)] {
          let again = pool.shutdown(ladder)
          audit(again, of: pool)
          #expect(again.neverStarted == 0 && again.counts == first.counts)
        }
        pool.pause()
        pool.resume()
      }
    }

    @Test(arguments: PoolKind.all)
    func `a cancelling shutdown reports exactly what never started`(kind: PoolKind) async throws {
      try await onThread {
        let pool = try kind.make()
        let before = pool.submit { 1 }
        _ = before.endedOutcome
        pool.pause()
        let ran = Tally()
        let futures = (0..<10_000).map { _ in pool.submit { ran.add() } }
        for future in futures.prefix(10) { future.cancel() }
        let report = pool.shutdown(.cancel)
        audit(report, of: pool)
        #expect(report.neverStarted == 9_990)
        #expect(report.counts.finished == 1 && report.counts.cancelled == 10_000)
        #expect(ran.value == 0)
        #expect(futures.areAll(.cancelled))
      }
    }

    @Test(.tags(.stress), arguments: PoolKind.all)
    func `shutdowns from many threads all tell the truth`(kind: PoolKind) async throws {
      try await onThread {
        for round in 0..<Load.scaled(20, soak: 1_000) {
          let pool = try kind.make()
          pool.pause()
          let count = 500
          let futures = (0..<count).map { number in pool.submit { number } }
          let reports = concurrently(4) { thread in
            pool.shutdown(thread == 0 && round % 2 == 0 ? .drain : .cancel)
          }
          for report in reports {
            #expect(report.isComplete && report.stillRunning.isEmpty)
            #expect(report.counts.queued == 0 && report.counts.running == 0)
          }
          let never = reports.reduce(0) { $0 + $1.neverStarted }
          #expect(pool.snapshot().counts.cancelled == never)
          #expect(futures.count { $0.state == .cancelled } == never)
          #expect(futures.count { $0.state == .finished } == count - never)
        }
      }
    }

    @Test(.tags(.stress), arguments: PoolKind.all)
    func `a submission during shutdown either runs or is refused`(kind: PoolKind) async throws {
      try await onThread {
        for round in 0..<Load.scaled(50, soak: 2_000) {
          let pool = try kind.make()
          let ran = Tally()
          let futures = concurrently(3) { thread -> [Future<Void, Never>] in
            if thread == 0 {
              if round % 2 == 0 { pauseThread(.microseconds(100)) }
              _ = pool.shutdown(.drain)
              return []
            }
            return (0..<100).map { _ in pool.submit { _ = ran.add() } }
          }.flatMap { $0 }
          let report = pool.shutdown(.drain)
          audit(report, of: pool)
          #expect(!futures.contains { $0.outcome == nil })
          #expect(futures.count { $0.state == .finished } == ran.value)
          #expect(futures.count(where: \.isRefused) == 200 - ran.value)
          #expect(report.counts.submitted == ran.value)
          #expect(pool.snapshot().counts.rejected == 200 - ran.value)
        }
      }
    }

    @Test(arguments: PoolKind.all)
    func `shutdown from inside a task does not wait for itself`(kind: PoolKind) async throws {
      try await onThread {
        let ladders = [
          ShutdownLadder.drain, .cancel, .drain(upTo: .seconds(9)), .cancel(upTo: .zero),
        ]
        for ladder in ladders {
          let pool = try kind.make()
          let inside = pool.submit { [pool] in pool.shutdown(ladder) }
          let report = try inside.wait()
          #expect(!report.isComplete)
          audit(pool.shutdown(.drain), of: pool)
          #expect(pool.snapshot().counts.finished == 1)
        }
      }
    }

    @Test(arguments: PoolKind.all)
    func `shutdown from inside a task of a task does not wait for itself`(kind: PoolKind)
      async throws
    {
      try await onThread {
        let outer = try kind.make(name: "outer")
        let inner = SerialPool(name: "inner")
        let report = try outer.submit { () -> ShutdownReport? in
          try? inner.submit { outer.shutdown(.drain) }.wait()
        }.wait()
        #expect(report?.isComplete == false)
        audit(outer.shutdown(.drain), of: outer)
        audit(inner.shutdown(), of: inner)
      }
    }

    @Test(arguments: PoolKind.all)
    func `shutdown from a callback`(kind: PoolKind) async throws {
      try await onThread {
        let pool = try kind.make()
        let done = Gate()
        pool.submit { 1 }.onCompletion { _ in
          _ = pool.shutdown(.drain)
          done.open()
        }
        done.wait()
        audit(pool.shutdown(.drain), of: pool)
      }
    }

    @Test(arguments: PoolKind.all)
    func `shutdown from the callback of a task that a shutdown cancels`(kind: PoolKind)
      async throws
    {
      try await onThread {
        let pool = try kind.make()
        pool.pause()
        let calls = Tally()
        for _ in 0..<100 {
          pool.submit {}.onCompletion { _ in
            _ = pool.shutdown(.drain)
            calls.add()
          }
        }
        audit(pool.shutdown(.cancel), of: pool)
        #expect(calls.value == 100)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a pool whose last reference goes works off its queue and ends`(kind: PoolKind)
      async throws
    {
      try await onThread {
        let name = "drop-\(kind.workers)"
        let ran = Tally()
        let deaths = Tally()
        var futures: [Future<Void, Never>] = []
        do {
          let pool = try kind.make(name: name)
          pool.pause()
          let canary = Canary(deaths)
          futures = (0..<30).map { _ in
            pool.submit {
              canary.sing()
              ran.add()
            }
          }
        }
        for future in futures { try future.wait() }
        #expect(ran.value == 30)
        #expect(eventually { deaths.value == 1 })
        #expect(eventually { ProcessFacts.threadCount(prefix: name) == 0 })
      }
    }

    @Test(arguments: PoolKind.all)
    func `a task may hold the last reference to its pool`(kind: PoolKind) async throws {
      try await onThread {
        let name = "self-\(kind.workers)"
        for _ in 0..<Load.scaled(20, soak: 2_000) {
          let ran = Tally()
          var future: Future<Void, Never>?
          do {
            let pool = try kind.make(name: name)
            let keeper = Monitor<(any ClosurePool)?>(pool)
            pool.pause()
            future = pool.submit {
              ran.add()
              keeper.withLock { $0 = nil }
              ran.add()
            }
            for _ in 0..<5 { _ = pool.submit { _ = ran.add() } }
            pool.resume()
          }
          try future?.wait()
          ran.wait(for: 7)
        }
        #expect(eventually { ProcessFacts.threadCount(prefix: name) == 0 })
      }
    }
  }
}
