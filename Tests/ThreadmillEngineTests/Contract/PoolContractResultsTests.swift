// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PoolContractResultsTests {
    @Test(arguments: PoolKind.all, [1, 2, 4])
    func `results before a failed one are handed out first`(kind: PoolKind, chunkSize: Int)
      async throws
    {
      try await withPool(kind) { pool in
        let results = pool.results(of: 1...20, chunkSize: chunkSize) {
          (number: Int) throws(Mishap) -> Int in
          if number == 3 { throw Mishap(payload: number) }
          return number
        }
        let all = Array(results)
        #expect(all.count == 20)
        #expect(all[0] == .success(1) && all[1] == .success(2))
        #expect(all[2] == .failure(.failed(Mishap(payload: 3))))
        #expect(all[3...].compactMap { try? $0.get() } == Array(4...20))
      }
    }

    @Test(arguments: PoolKind.all, [1, 2, 4])
    func `an input that fails ends the results after the whole chunks before it`(
      kind: PoolKind,
      chunkSize: Int
    ) async throws {
      try await withPool(kind) { pool in
        for order in [ResultOrder.input, .completion] {
          var next = 0
          let results = pool.results(
            from: { () throws -> Int? in
              next += 1
              if next == 7 { throw Mishap(payload: 7) }
              return next <= 20 ? next : nil
            },
            order: order,
            limit: 3,
            chunkSize: chunkSize
          ) { $0 * 10 }
          let all = Array(results)
          let whole = 6 / chunkSize * chunkSize
          #expect(all.count == whole + 1)
          #expect(
            all.dropLast().compactMap { try? $0.get() }.sorted()
              == (1...6).prefix(whole).map { $0 * 10 }
          )
          guard case .failure(.failed(let error)) = all.last else {
            Issue.record("the last result is \(String(describing: all.last))")
            continue
          }
          #expect(error as? Mishap == Mishap(payload: 7))
        }
        let reused = try pool.map(0..<10) { $0 }
        #expect(reused == Array(0..<10))
      }
    }

    @Test(arguments: PoolKind.all)
    func `each result comes once in order of completion`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let results = pool.results(of: 0..<200, order: .completion, limit: 7, chunkSize: 3) { $0 }
        #expect(results.compactMap { try? $0.get() }.sorted() == Array(0..<200))
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `completion order does not wait for a slow first one`(kind: PoolKind) async throws {
      guard kind.workers > 1 else { return }
      try await withPool(kind) { pool in
        let gate = Gate()
        let results = pool.results(of: 0..<10, order: .completion, limit: 4) { number -> Int in
          if number == 0 { gate.wait() }
          return number
        }
        var seen: [Int] = []
        for _ in 0..<9 { seen += [try results.next()?.get() ?? -1] }
        #expect(seen.sorted() == Array(1..<10))
        gate.open()
        #expect(results.next() == .success(0))
        #expect(results.next() == nil)
      }
    }

    @Test(arguments: PoolKind.all, [ResultOrder.input, .completion])
    func `no more than the limit is started ahead of the reader`(kind: PoolKind, order: ResultOrder)
      async throws
    {
      try await withPool(kind) { pool in
        let pulled = Tally()
        let inputs = (0...).lazy.map { number -> Int in
          pulled.add()
          return number
        }
        let results = pool.results(of: inputs, order: order, limit: 5, chunkSize: 2) { $0 }
        #expect(pulled.value == 0 && pool.snapshot().counts.submitted == 0)
        for read in 0..<40 {
          let next = results.next()
          #expect(next?.isSuccess == true)
          // Whole chunks: what is read, what is ready, and five under way.
          #expect(pulled.value <= (read / 2 + 1) * 2 + 10)
        }
      }
    }

    @Test(arguments: PoolKind.all)
    func `map starts everything, read or not`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let ran = Tally()
        _ = try? pool.map(0..<30) { (number: Int) throws(Mishap) in
          ran.add()
          throw Mishap(payload: number)
        }
        ran.wait(for: 30)
        #expect(eventually { pool.snapshot().counts.ended == 30 })
      }
    }

    @Test(arguments: [1, 2, 4])
    func `dropping the results cancels what has not started`(workers: Int) async throws {
      try await withPool(.threads(workers)) { pool in
        let gate = Gate()
        let inside = Tally()
        do {
          let results = pool.results(of: 0..., limit: 8) { number in
            guard number > 0 else { return }
            inside.add()
            gate.wait()
          }
          #expect(results.next()?.isSuccess == true)
          inside.wait(for: workers)
        }
        let counts = pool.snapshot().counts
        #expect(counts.submitted == 8 && counts.finished == 1)
        #expect(counts.running == workers && counts.queued == 0)
        #expect(counts.cancelled == 7 - workers)
        gate.open()
      }
    }

    @Test(arguments: PoolKind.all)
    func `limits and chunk sizes below 1 count as 1`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let results = pool.results(of: 0..<10, limit: -3, chunkSize: 0) { $0 }
        #expect(results.compactMap { try? $0.get() } == Array(0..<10))
      }
    }
  }
}
