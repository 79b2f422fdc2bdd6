// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// What every `WorkerPool` owes to work that is a value.
  @Suite struct PortableContractTests {
    private func withWorkerPool(
      _ kind: PoolKind,
      _ body: (any WorkerPool) throws -> Void
    ) async throws {
      try await withPool(kind) { pool in try body(pool) }
    }

    @Test(arguments: PoolKind.all)
    func `map keeps the order of its works`(kind: PoolKind) async throws {
      try await withWorkerPool(kind) { pool in
        let sums = try pool.map((0..<40).map { SumBelow(limit: $0) }, name: "sums")
        #expect(sums == (0..<40).map { (0..<$0).reduce(0, +) })
        #expect(pool.snapshot().counts.finished == 40)
        #expect(try pool.map([SumBelow]()).isEmpty)
      }
    }

    @Test(arguments: PoolKind.all)
    func `map throws the first failure in input order after all have ended`(kind: PoolKind)
      async throws
    {
      try await withWorkerPool(kind) { pool in
        let works = (0..<20).map { Odd(number: $0, fails: $0 == 6 || $0 == 15) }
        let error = #expect(throws: TaskError<OddFailure>.self) { try pool.map(works) }
        #expect(error == .failed(OddFailure(number: 6)))
        #expect(pool.snapshot().counts.finished == 18 && pool.snapshot().counts.failed == 2)
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `a map whose limit has passed cancels what has not started`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let (gate, held) = (Gate(), Tally())
        defer { gate.open() }
        for _ in 0..<kind.workers {
          _ = pool.submit {
            held.add()
            gate.wait()
          }
        }
        held.wait(for: kind.workers)
        let portable: any WorkerPool = pool
        let error = #expect(throws: TaskError<Negative>.self) {
          try portable.map((0..<20).map { SumBelow(limit: $0) }, upTo: .milliseconds(5))
        }
        #expect(error == .timedOut(after: .milliseconds(5)))
        #expect(pool.snapshot().counts.cancelled == 20)
        gate.open()
        let sums = try portable.map([SumBelow(limit: 4)], upTo: .seconds(600))
        #expect(sums == [6])
      }
    }

    @Test(arguments: PoolKind.all) func `map in async code`(kind: PoolKind) async throws {
      let pool: any WorkerPool = try kind.make()
      let sums = try await pool.map((0..<10).map { SumBelow(limit: $0) })
      #expect(sums == (0..<10).map { (0..<$0).reduce(0, +) })
      await pool.shutdown()
      let late = await #expect(throws: TaskError<Negative>.self) {
        try await pool.map([SumBelow(limit: 1)])
      }
      #expect(late == .shutDown)
    }

    @Test(arguments: [ResultOrder.input, .completion])
    func `results of endless works end when a pool of one's own refuses one`(order: ResultOrder)
      async throws
    {
      try await onThread {
        let pool = RefusingPool(taking: 5)
        let works = (0...).lazy.map { _ in SumBelow(limit: 1) }
        let outcomes = Array(pool.results(of: works, order: order, limit: 3))
        #expect(outcomes.count == 6 && pool.offers == 6)
        #expect(outcomes.dropLast().allSatisfy { $0 == .failure(.abandoned) })
        #expect(outcomes.last == .failure(.shutDown))
      }
    }

    @Test(arguments: PoolKind.all, [ResultOrder.input, .completion])
    func `results come lazily, each once, failures among them`(kind: PoolKind, order: ResultOrder)
      async throws
    {
      try await withWorkerPool(kind) { pool in
        let pulled = Tally()
        let works = (0...).lazy.map { number -> Odd in
          pulled.add()
          return Odd(number: number, fails: number == 3)
        }
        let results = pool.results(of: works, order: order, limit: 5)
        #expect(pulled.value == 0)
        var seen: [Int] = []
        for read in 1...20 {
          switch results.next() {
          case .success(let number): seen.append(number)
          case .failure(let error): #expect(error == .failed(OddFailure(number: 3)))
          case nil: Issue.record("the works are endless")
          }
          #expect(pulled.value <= read + 5)
        }
        if order == .input { #expect(seen == (0..<20).filter { $0 != 3 }) }
        #expect(Set(seen).count == seen.count && seen.count >= 19)
        _ = pool.shutdown(.drain)
        var refusals = 0
        while let result = results.next() {
          if result == .failure(.shutDown) { refusals += 1 }
        }
        #expect(refusals == 1)
      }
    }

    @Test(arguments: PoolKind.all)
    func `results of works can be awaited`(kind: PoolKind) async throws {
      let pool: any WorkerPool = try kind.make()
      var seen: [Int] = []
      for await result in pool.results(of: (0..<30).map { SumBelow(limit: $0) }, name: "sums") {
        seen.append(try result.get())
      }
      #expect(seen == (0..<30).map { (0..<$0).reduce(0, +) })
      await pool.shutdown()
    }
  }
}

private struct OddFailure: Error, Hashable, Codable {
  var number: Int
}

private struct Odd: PortableWork {
  static var workID: String { "odd" }
  var number: Int
  var fails: Bool

  func run(_ context: borrowing WorkContext) throws(OddFailure) -> Int {
    if fails { throw OddFailure(number: number) }
    return number
  }
}
