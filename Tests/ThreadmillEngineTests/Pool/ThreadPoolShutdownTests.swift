// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct ThreadPoolShutdownTests {
    @Test func `cancelling 50 tasks on 5 workers keeps what runs and drops the rest`() async throws
    {
      try await onThread {
        let pool = try ThreadPool(workers: 5)
        let inside = Tally()
        let gate = Gate()
        let futures = (0..<50).map { number in
          pool.submit { () -> Int in
            inside.add()
            gate.wait()
            return number
          }
        }
        inside.wait(for: 5)
        let opener = PlainThread {
          _ = eventually { pool.snapshot().counts.cancelled == 45 }
          gate.open()
        }
        let report = pool.shutdown(.cancel)
        opener.join()
        audit(report, of: pool)
        #expect(report.neverStarted == 45)
        #expect(futures.prefix(5).map(\.outcome) == (0..<5).map { .success($0) })
        #expect(Array(futures.dropFirst(5)).areAll(.cancelled))
      }
    }

    @Test func `100 long waits end as soon as they are cancelled`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 100)
        let inside = Tally()
        let futures = (0..<100).map { _ in
          pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
            inside.add()
            try context.sleep(for: .seconds(3600))
          }
        }
        inside.wait(for: 100)
        let report = pool.shutdown(.cancel)
        audit(report, of: pool)
        #expect(report.elapsed < .seconds(5) * Load.patience)
        for future in futures { #expect(future.endedOutcome.isCancellation) }
      }
    }

    @Test func `a map whose tasks end at once when they are cancelled does not hold up its pool`()
      async throws
    {
      try await onThread {
        for _ in 0..<50 {
          let pool = try ThreadPool(workers: 2)
          let inside = Tally()
          let mapper = WorkerThread(name: "mapper") { () throws(TaskError<CancellationError>) in
            try pool.map(0..<100, chunkSize: 1) {
              (context: borrowing WorkContext, _: Int) throws(CancellationError) in
              inside.add()
              try context.sleep(for: .seconds(3600))
            }
          }
          try mapper.start()
          inside.wait(for: 2)
          let report = pool.shutdown(.cancel)
          audit(report, of: pool)
          #expect(report.neverStarted == 98)
          _ = try? mapper.join()
        }
      }
    }

    @Test func `10 000 queued long tasks do not hold up a cancellation`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 2)
        let futures = (0..<10_000).map { _ in
          pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
            try context.sleep(for: .seconds(3600))
          }
        }
        #expect(eventually { pool.snapshot().counts.running == 2 })
        let report = pool.shutdown(.cancel)
        audit(report, of: pool)
        #expect(report.neverStarted == 9_998 && report.counts.cancelled == 10_000)
        #expect(report.elapsed < .seconds(5) * Load.patience)
        #expect(futures.areAll(.cancelled))
      }
    }

    @Test func `a drain with a limit cancels what is left when it has passed`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 2)
        let quick = (0..<4).map { number in pool.submit { number } }
        let slow = (0..<6).map { _ in
          pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
            try context.sleep(for: .seconds(3600))
          }
        }
        for future in quick { _ = try future.wait() }
        #expect(eventually { pool.snapshot().counts.running == 2 })
        let report = pool.shutdown(.drain(upTo: .milliseconds(200)))
        #expect(eventually { pool.snapshot().workers.isEmpty })
        #expect(report.elapsed >= .milliseconds(120))
        #expect(report.neverStarted == 4 && report.counts.cancelled + report.counts.running == 6)
        #expect(quick.areAll(.finished))
        for future in slow { #expect(future.endedOutcome.isCancellation) }
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `a task that ignores its cancellation is named, and ends in its own time`()
      async throws
    {
      try await onThread {
        let pool = try ThreadPool(workers: 2, name: "deaf")
        let (began, gate) = (Gate(), Gate())
        let deaf = pool.submit {
          began.open()
          gate.wait()
        }
        began.wait()
        let begin = MonotonicClock.now
        let report = pool.shutdown(.cancel(upTo: .milliseconds(50)))
        #expect(MonotonicClock.now - begin >= .milliseconds(30))
        #expect(!report.isComplete)
        #expect(report.stillRunning.count == 1 && report.stillRunning[0].hasPrefix("deaf-"))
        #expect(report.counts.running == 1 && report.counts.isConserved)
        gate.open()
        try deaf.wait()
        audit(pool.shutdown(), of: pool)
        #expect(eventually { ProcessFacts.threadCount(prefix: "deaf") == 0 })
      }
    }

    @Test func `a shutdown while workers leave and the queue is full returns`() async throws {
      try await onThread {
        for round in 0..<Load.scaled(30, soak: 3_000) {
          let pool = try ThreadPool(workers: 6)
          for _ in 0..<100 { _ = pool.submit {} }
          try pool.resize(to: 1)
          let report = pool.shutdown(round % 2 == 0 ? .drain : .cancel)
          audit(report, of: pool)
          #expect(report.counts.submitted == 100)
        }
      }
    }

    @Test func `large errors of two workers do not hold up the end`() async throws {
      struct Large: Error { let ballast: [UInt8] }
      try await onThread {
        let pool = try ThreadPool(workers: 2)
        let futures = (0..<2).map { _ in
          pool.submit { () throws(Large) in
            throw Large(ballast: Array(repeating: 7, count: 1 << 20))
          }
        }
        audit(pool.shutdown(), of: pool)
        for future in futures {
          guard case .failure(.failed(let large)) = future.outcome else {
            Issue.record("ended otherwise")
            continue
          }
          #expect(large.ballast.count == 1 << 20)
        }
      }
    }

    @Test(arguments: 0..<8)
    func `shutdown races with everything and still comes to its end`(seed: UInt64) async throws {
      try await onThread {
        for round in 0..<UInt64(Load.scaled(20, soak: 2_000)) {
          let pool = try ThreadPool(workers: 3, name: "chaos")
          let outcomes = concurrently(5) { thread -> [Future<Void, CancellationError>] in
            var random = SeededRandom(seed: seed * 1_000_003 + round * 17 + UInt64(thread))
            var futures: [Future<Void, CancellationError>] = []
            for step in 0..<60 {
              switch random.below(12) {
              case 0: pool.pause()
              case 1: pool.resume()
              case 2: try? pool.resize(to: 1 + random.below(6))
              case 3: futures.randomElement(using: &random)?.cancel()
              case 4 where thread == 0 && step > 30: pool.shutdown(.drain(upTo: .milliseconds(1)))
              case 5 where thread == 1 && step > 40: pool.shutdown(.cancel(upTo: .zero))
              default:
                futures.append(
                  pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
                    try context.sleep(for: .microseconds(step))
                  }
                )
              }
            }
            return futures
          }.flatMap { $0 }
          let report = pool.shutdown(.drain)
          audit(report, of: pool)
          #expect(!outcomes.contains { $0.outcome == nil })
          #expect(eventually { ProcessFacts.threadCount(prefix: "chaos") == 0 })
          let ended = outcomes.count { !$0.isRefused }
          #expect(report.counts.submitted == ended)
        }
      }
    }
  }
}
