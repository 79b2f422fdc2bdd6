// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PoolContractTests {
    @Test(arguments: PoolKind.all)
    func `a task is pending, then running, then finished`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let known = Monitor<Future<FutureState, Never>?>(nil)
        pool.pause()
        let future = pool.submit { () -> FutureState in
          known.withLock { $0 }?.state ?? .failed
        }
        known.withLock { $0 = future }
        #expect(future.state == .pending && future.outcome == nil)
        pool.resume()
        let within = try future.wait()
        #expect(within == .running)
        #expect(future.state == .finished)
      }
    }

    @Test(arguments: PoolKind.all)
    func `states only move forward`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        for number in 0..<Load.scaled(200, soak: 3_000) {
          pool.pause()
          let future = pool.submit { number }
          let watcher = concurrently(2) { thread -> [FutureState] in
            if thread == 0 {
              pool.resume()
              return []
            }
            var seen: [FutureState] = []
            while seen.last != .finished {
              let state = future.state
              if seen.last != state { seen.append(state) }
            }
            return seen
          }[1]
          let allowed: [FutureState] = [.pending, .running, .finished]
          #expect(watcher == allowed.filter(watcher.contains))
        }
      }
    }

    @Test(arguments: PoolKind.all)
    func `an error comes back with its type and payload`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let future = pool.submit { () throws(Mishap) -> Int in throw Mishap(payload: 17) }
        #expect(future.endedOutcome == .failure(.failed(Mishap(payload: 17))))
        #expect(future.state == .failed)
        let next = try pool.submit { 3 }.wait()
        #expect(next == 3)
        #expect(pool.snapshot().workers.count == kind.workers)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a context knows its task`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let seen = (0..<20).map { _ in
          pool.submit { (context: borrowing WorkContext) -> [UInt64] in
            [UInt64(context.attempt), context.taskID, UInt64(context.workerID)]
          }
        }
        for (number, future) in seen.enumerated() {
          let facts = try future.wait()
          #expect(facts[0] == 1 && facts[1] == UInt64(number) && facts[2] < kind.workers)
        }
      }
    }

    @Test(arguments: PoolKind.all)
    func `25 tasks that throw in five ways cost no worker`(kind: PoolKind) async throws {
      enum Other: Error { case odd(String) }
      try await withPool(kind) { pool in
        let ran = Tally()
        let futures = (0..<25).map { number in
          pool.submit { () throws -> Int in
            ran.add()
            switch number % 5 {
            case 0: throw Mishap(payload: number)
            case 1: throw Other.odd("\(number)")
            case 2: throw CancellationError()
            case 3: throw TaskError<Mishap>.shutDown
            default: throw PromiseError.alreadyCompleted
            }
          }
        }
        for (number, future) in futures.enumerated() {
          // A body that was not asked to stop fails with CancellationError like with any other.
          guard case .failure(.failed(let error)) = future.endedOutcome else {
            Issue.record("task \(number) ended otherwise")
            continue
          }
          if number % 5 == 0 { #expect(error as? Mishap == Mishap(payload: number)) }
        }
        #expect(ran.value == 25)
        let snapshot = pool.snapshot()
        #expect(snapshot.counts.failed == 25 && snapshot.workers.count == kind.workers)
        #expect(pool.shutdown(.drain).isComplete)
        #expect(pool.shutdown(.drain).isComplete)
      }
    }

    @Test(arguments: PoolKind.all)
    func `siblings of a failing task run`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let futures = (0..<20).map { number in
          pool.submit { () throws(Mishap) -> Int in
            if number == 7 { throw Mishap() }
            return number
          }
        }
        let ended = futures.map(\.endedOutcome)
        #expect(ended.count { $0 == .failure(.failed(Mishap())) } == 1)
        #expect(ended.compactMap { try? $0.get() } == (0..<20).filter { $0 != 7 })
      }
    }

    @Test(arguments: PoolKind.all)
    func `a task whose future is dropped runs, and its failure is counted`(kind: PoolKind)
      async throws
    {
      try await withPool(kind) { pool in
        let ran = Tally()
        for _ in 0..<10 {
          _ = pool.submit { () throws(Mishap) in
            ran.add()
            throw Mishap()
          }
        }
        ran.wait(for: 10)
        let isCounted = eventually { pool.snapshot().counts.failed == 10 }
        #expect(isCounted)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a closure is freed before its result is seen`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        for round in 1...Load.scaled(200, soak: 10_000) {
          let deaths = Tally()
          let future = Self.submit(to: pool, keeping: Canary(deaths))
          try future.wait()
          #expect(deaths.value == 1, "round \(round), while its worker is idle")
        }
      }
    }

    private static func submit(to pool: any ClosurePool, keeping canary: Canary)
      -> Future<Void, Never>
    {
      pool.submit { canary.sing() }
    }

    @Test(arguments: PoolKind.all)
    func `a result and an error that nobody reads are freed`(kind: PoolKind) async throws {
      struct Loaded: Error { let canary: Canary }
      try await withPool(kind) { pool in
        let deaths = Tally()
        let count = Load.scaled(100, soak: 10_000)
        for _ in 0..<count {
          _ = pool.submit { Canary(deaths) }
          _ = pool.submit { () throws(Loaded) in throw Loaded(canary: Canary(deaths)) }
        }
        // Its workers idle, its pool alive.
        #expect(eventually { deaths.value == 2 * count })
        let counts = pool.snapshot().counts
        #expect(counts.finished == count && counts.failed == count)
      }
    }

    @Test(arguments: PoolKind.all)
    func `the closure of a cancelled or refused task is freed at once`(kind: PoolKind) async throws
    {
      try await withPool(kind) { pool in
        let deaths = Tally()
        pool.pause()
        let cancelled = Self.submit(to: pool, keeping: Canary(deaths))
        #expect(cancelled.cancel())
        #expect(deaths.value == 1)
        pool.resume()
        _ = pool.shutdown(.drain)
        let refused = Self.submit(to: pool, keeping: Canary(deaths))
        #expect(refused.isRefused)
        #expect(deaths.value == 2)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a result lives as long as its future, whatever its worker does`(kind: PoolKind)
      async throws
    {
      try await withPool(kind) { pool in
        let deaths = Tally()
        for round in 1...Load.scaled(100, soak: 10_000) {
          do {
            let future = pool.submit { Canary(deaths) }
            let canary = try future.wait()
            canary.sing()
            #expect(deaths.value == round - 1)
          }
          // The worker that has made it lets go of it a moment after it has shown it.
          #expect(eventually { deaths.value == round })
        }
      }
    }

    @Test(arguments: PoolKind.all)
    func `each worker starts its tasks in submission order`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let starts = Monitor<[Int: [UInt64]]>([:])
        let count = Load.scaled(2_000, soak: 200_000)
        let futures = (0..<count).map { _ in
          pool.submit { (context: borrowing WorkContext) in
            let (worker, task) = (context.workerID, context.taskID)
            starts.withLock { $0[worker, default: []].append(task) }
          }
        }
        for future in futures { try future.wait() }
        let lists = starts.withLock { $0 }
        #expect(lists.values.allSatisfy { $0 == $0.sorted() })
        #expect(lists.values.flatMap { $0 }.sorted() == Array(0..<UInt64(count)))
      }
    }

    @Test(arguments: PoolKind.all)
    func `pause holds everything back, resume lets everything go`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        for _ in 0..<5 {
          pool.pause()
          pool.pause()
          let started = Tally()
          let futures = (0..<50).map { _ in pool.submit { _ = started.add() } }
          pauseThread(.milliseconds(5))
          #expect(started.value == 0)
          #expect(pool.snapshot().isPaused && pool.snapshot().counts.queued == 50)
          pool.resume()
          for future in futures { try future.wait() }
          #expect(started.value == 50)
          #expect(!pool.snapshot().isPaused)
        }
      }
    }

    @Test(arguments: PoolKind.all)
    func `tasks may submit tasks`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let ran = Tally()
        @Sendable func spread(_ depth: Int) {
          ran.add()
          guard depth > 0 else { return }
          for _ in 0..<3 { _ = pool.submit { spread(depth - 1) } }
        }
        _ = pool.submit { spread(6) }
        ran.wait(for: 1093)
        #expect(ran.value == 1093)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a value that could cross a process boundary runs here too`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let sum = try pool.submit(SumBelow(limit: 1000)).wait()
        #expect(sum == 499_500)
        let refused = pool.submit(SumBelow(limit: -1), name: "negative").endedOutcome
        #expect(refused == .failure(.failed(Negative())))
      }
    }

    @Test(arguments: PoolKind.all) func `value suspends and resumes`(kind: PoolKind) async throws {
      let pool = try kind.make()
      let doubled = try await pool.submit { 21 * 2 }.value
      #expect(doubled == 42)
      audit(await pool.shutdown(), of: pool)
    }
  }
}

struct Negative: Error, Hashable, Codable {}

struct SumBelow: PortableWork {
  static var workID: String { "sum-below" }
  var limit: Int

  func run(_ context: borrowing WorkContext) throws(Negative) -> Int {
    guard limit >= 0 else { throw Negative() }
    return (0..<limit).reduce(0, +)
  }
}
