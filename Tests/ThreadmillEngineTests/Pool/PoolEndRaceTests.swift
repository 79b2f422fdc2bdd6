// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// The end of a pool, raced by everything that holds one of its futures.
  @Suite struct PoolEndRaceTests {
    @Test(.tags(.stress), arguments: [1, 2])
    func `a pool may go while its tasks are cancelled`(workers: Int) async throws {
      try await onThread {
        for round in 0..<Load.scaled(1_500, soak: 30_000) {
          let box = Monitor<ThreadPool?>(try ThreadPool(workers: workers, name: "going"))
          let deaths = Tally()
          let futures = (0..<6).map { number -> Future<Int, Never> in
            let canary = Canary(deaths)
            return box.withLock { pool in
              pool?.submit {
                canary.sing()
                return number
              } ?? Future(.failure(.abandoned))
            }
          }
          _ = race(2) { side in
            if side == 0 { return futures.reversed().count { $0.cancel() } }
            if workers > 1 && round % 2 == 0 { box.withLock { try? $0?.resize(to: 1) } }
            box.withLock { $0 = nil }
            return 0
          }
          for (number, future) in futures.enumerated() {
            let outcome = future.endedOutcome
            let isWhole = outcome == .success(number) || outcome == .failure(.cancelled)
            #expect(isWhole, "round \(round)")
          }
          #expect(eventually { deaths.value == 6 })
        }
        #expect(eventually { ProcessFacts.threadCount(prefix: "going") == 0 })
      }
    }

    @Test(.tags(.stress), arguments: [1, 2, 4])
    func `a pool that is dropped while full works off everything`(workers: Int) async throws {
      try await onThread {
        for round in 0..<Load.scaled(300, soak: 10_000) {
          let deaths = Tally()
          let slots = Slots(count: 300)
          var pool: ThreadPool? = try ThreadPool(workers: workers, name: "full")
          var futures: [Future<Void, Never>] = []
          for number in 0..<300 {
            let canary = Canary(deaths)
            let future = pool?.submit {
              canary.sing()
              slots.increment(number)
            }
            // Most futures are gone before their tasks begin.
            if let future, number % 10 == 0 { futures.append(future) }
          }
          let mapped = pool.map { [$0] }
          pool = nil
          if round % 2 == 0 {
            let outputs = try mapped?.first?.map(0..<100, chunkSize: 1) { _ in Canary(deaths) }
            #expect(outputs?.count == 100)
          }
          withExtendedLifetime(mapped) {}
          for future in futures { #expect(future.endedOutcome.isSuccess) }
          let expected = round % 2 == 0 ? 400 : 300
          #expect(eventually { deaths.value == expected }, "round \(round)")
          #expect(slots.wrongCount == 0)
        }
        #expect(eventually { ProcessFacts.threadCount(prefix: "full") == 0 })
      }
    }

    @Test(.tags(.stress), arguments: [1, 2])
    func `a callback that comes at the end runs once`(workers: Int) async throws {
      try await onThread {
        let pool = try ThreadPool(workers: workers)
        let rounds = Load.scaled(10_000, soak: 300_000)
        let calls = Slots(count: rounds * 2)
        let next = Tally()
        // One registers about when the task ends; the other submits, so that boxes are not empty.
        let other = PlainThread {
          while next.value < rounds { _ = pool.submit {}.endedOutcome }
        }
        for round in 0..<rounds {
          let future = pool.submit { round }
          for _ in 0..<round % 97 { _ = future.state }
          future.onCompletion { _ in calls.increment(2 * round) }
          future.onCompletion { _ in calls.increment(2 * round + 1) }
          next.add()
        }
        other.join()
        audit(pool.shutdown(), of: pool)
        #expect(calls.wrongCount == 0)
      }
    }

    @Test(.tags(.stress), arguments: [1, 2, 3])
    func `no task is stuck when a pool is cancelled amid callbacks`(workers: Int) async throws {
      try await onThread {
        for round in 0..<Load.scaled(400, soak: 20_000) {
          let pool = try ThreadPool(workers: workers)
          let (ended, total) = (Tally(), Tally())
          let submitters = (0..<2).map { _ in
            PlainThread {
              // Until the pool refuses them.
              while true {
                let future = pool.submit {}
                total.add()
                future.onCompletion { _ in ended.add() }
                if case .failure(.shutDown) = future.endedOutcome { break }
              }
            }
          }
          total.wait(for: round % 40)
          if round % 3 == 0 { try? pool.resize(to: 1) }
          let report = pool.shutdown(.cancel(upTo: .seconds(20)))
          #expect(report.isComplete, "round \(round)")
          for thread in submitters { thread.join() }
          #expect(eventually { ended.value == total.value })
          audit(pool.shutdown(), of: pool)
        }
      }
    }

    @Test(.tags(.stress), arguments: [1, 2, 4])
    func `outputs of a map survive nothing that befalls its pool`(workers: Int) async throws {
      try await onThread {
        for round in 0..<Load.scaled(400, soak: 10_000) {
          var random = SeededRandom(seed: UInt64(round))
          let pool = try ThreadPool(workers: workers)
          let (made, deaths, whole) = (Tally(), Tally(), Tally())
          let size = 1 + random.below(400)
          let chunkSize = 1 + random.below(3)
          let mappers = (0..<2).map { _ in
            PlainThread {
              for _ in 0..<6 {
                let outputs = try? pool.map(0..<size, chunkSize: chunkSize) { _ -> Canary in
                  made.add()
                  return Canary(deaths)
                }
                if outputs?.count == size { whole.add() }
              }
            }
          }
          for _ in 0..<random.below(12) {
            switch random.below(3) {
            case 0:
              pool.pause()
              pool.resume()
            case 1: try? pool.resize(to: 1 + random.below(5))
            default: pauseThread(.microseconds(Int64(random.below(200))))
            }
          }
          let ladder: ShutdownLadder = random.chance(70) ? .cancel : .drain
          if random.chance(20) { pool.pause() }
          audit(pool.shutdown(ladder), of: pool)
          for thread in mappers { thread.join() }
          #expect(made.value == deaths.value, "round \(round)")
          #expect(whole.value <= 12)
        }
      }
    }
  }
}
