// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PoolContractMapTests {
    @Test(arguments: PoolKind.all, [1, 3, 6, 40, 50])
    func `map keeps the order of its inputs`(kind: PoolKind, chunkSize: Int) async throws {
      try await withPool(kind) { pool in
        let squares = try pool.map(0..<40, chunkSize: chunkSize) { $0 * $0 }
        #expect(squares == (0..<40).map { $0 * $0 })
        let tasks = (40 + chunkSize - 1) / chunkSize
        #expect(pool.snapshot().counts.finished == tasks)
      }
    }

    @Test(arguments: PoolKind.all, [0, -1, Int.min])
    func `map refuses a chunk size below 1`(kind: PoolKind, chunkSize: Int) async throws {
      try await withPool(kind) { pool in
        let error = #expect(throws: TaskError<Never>.self) {
          try pool.map(0..<40, chunkSize: chunkSize) { $0 }
        }
        guard case .rejected(let reason) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(reason.contains("\(chunkSize)"))
        #expect(pool.snapshot().counts.submitted == 0)
      }
    }

    @Test(arguments: PoolKind.all)
    func `nothing in, nothing out`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let none: [Int] = []
        let mapped = try pool.map(none) { $0 }
        #expect(mapped.isEmpty)
        #expect(pool.results(of: none) { $0 }.next() == nil)
        #expect(pool.results(of: none, order: .completion) { $0 }.next() == nil)
        for order in [ResultOrder.input, .completion] {
          let asked = Tally()
          let results = pool.results(
            from: { () -> Int? in
              asked.add()
              return nil
            },
            order: order
          ) { $0 }
          #expect(results.next() == nil && results.next() == nil)
          #expect(asked.value == 1, "an input that has ended is not asked again")
        }
        #expect(pool.snapshot().counts.submitted == 0)
      }
    }

    @Test(arguments: PoolKind.all)
    func `map throws the first failure in input order, and all inputs are worked off`(
      kind: PoolKind
    ) async throws {
      try await withPool(kind) { pool in
        let ran = Tally()
        let error = #expect(throws: TaskError<Mishap>.self) {
          try pool.map(0..<20, chunkSize: 3) { (number: Int) throws(Mishap) -> Int in
            ran.add()
            // The later one fails first.
            if number == 4 { pauseThread(.milliseconds(5)) }
            if number == 4 || number == 17 { throw Mishap(payload: number) }
            return number
          }
        }
        #expect(error == .failed(Mishap(payload: 4)))
        ran.wait(for: 20)
        #expect(ran.value == 20)
      }
    }

    @Test(arguments: PoolKind.all)
    func `map gives its bodies a context when they ask for one`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let workers = try pool.map(0..<40, chunkSize: 4) { context, number in
          number * 0 + context.workerID
        }
        #expect(workers.count == 40 && workers.allSatisfy { (0..<kind.workers).contains($0) })
      }
    }

    @Test(arguments: PoolKind.all) func `map in async code`(kind: PoolKind) async throws {
      let pool = try kind.make()
      let doubled = try await pool.map(0..<40, chunkSize: 7) { $0 * 2 }
      #expect(doubled == (0..<40).map { $0 * 2 })
      audit(await pool.shutdown(), of: pool)
    }

    @Test(arguments: PoolKind.all)
    func `map on a pool that has ended throws shutDown`(kind: PoolKind) async throws {
      try await onThread {
        let pool = try kind.make()
        _ = pool.shutdown(.drain)
        let error = #expect(throws: TaskError<Never>.self) { try pool.map(0..<5) { $0 } }
        #expect(error == .shutDown)
      }
    }

    @Test(.tags(.stress), arguments: PoolKind.all)
    func `many maps at once on one pool`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let sums = concurrently(8) { thread in
          (0..<Load.scaled(20, soak: 2_000)).allSatisfy { round in
            let mapped = try? pool.map(0..<50, chunkSize: 1 + (round + thread) % 9) { $0 + thread }
            return mapped == (0..<50).map { $0 + thread }
          }
        }
        #expect(sums.allSatisfy { $0 })
      }
    }
  }
}
