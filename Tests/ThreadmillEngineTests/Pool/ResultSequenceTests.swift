// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct ResultSequenceTests {
    @Test(arguments: PoolKind.all, [ResultOrder.input, .completion])
    func `an endless input ends with the first chunk that is refused`(
      kind: PoolKind,
      order: ResultOrder
    ) async throws {
      try await withPool(kind) { pool in
        let results = pool.results(of: 0..., order: order, limit: 4, chunkSize: 3) { $0 }
        for _ in 0..<6 { #expect(results.next()?.isSuccess == true) }
        _ = pool.shutdown(.drain)
        var rest: [Result<Int, TaskError<Never>>] = []
        while let result = results.next(), rest.count < 1000 { rest.append(result) }
        #expect(rest.count { $0 == .failure(.shutDown) } == 3)
        #expect(rest.count { $0.isSuccess } <= 12)
        #expect(pool.snapshot().counts.rejected == 1)
      }
    }

    @Test(arguments: PoolKind.all)
    func `results give a context to those who want one`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let results = pool.results(of: 0..<20, chunkSize: 4) {
          (context, number) throws(CancellationError) -> Int in
          try context.progress(number, of: 20)
          try context.sleep(for: .zero)
          return number + context.attempt
        }
        #expect(results.compactMap { try? $0.get() } == Array(1...20))
        var next = 0
        let failing = pool.results(
          from: { () throws -> Int? in
            next += 1
            return next <= 5 ? next : nil
          },
          name: "inputs"
        ) { context, number in number * context.attempt }
        #expect(failing.compactMap { try? $0.get() } == [1, 2, 3, 4, 5])
      }
    }

    @Test(arguments: [ResultOrder.input, .completion])
    func `results can be awaited`(order: ResultOrder) async throws {
      let pool = try ThreadPool(workers: 3)
      var seen: [Int] = []
      for await result in pool.results(
        of: 0..<200,
        order: order,
        limit: 5,
        chunkSize: 3,
        { (number: Int) throws(Mishap) -> Int in
          if number == 77 { throw Mishap(payload: number) }
          return number
        }
      ) {
        switch result {
        case .success(let number): seen.append(number)
        case .failure(let error): #expect(error == .failed(Mishap(payload: 77)))
        }
      }
      #expect((order == .input ? seen : seen.sorted()) == (0..<200).filter { $0 != 77 })
      await pool.shutdown()
      var refusals = 0
      for await result in pool.results(of: 0..., { $0 }) where result == .failure(.shutDown) {
        refusals += 1
      }
      #expect(refusals == 1)
    }

    @Test func `a chunk that stops when it is asked counts as cancelled`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        let inside = Tally()
        let results = pool.results(of: 0..<2, chunkSize: 2) {
          (context, number) throws(CancellationError) -> Int in
          if number == 0 { return 0 }
          inside.add()
          try context.sleep(for: .seconds(3600))
          return number
        }
        let stopper = PlainThread {
          inside.wait(for: 1)
          _ = pool.shutdown(.cancel)
        }
        let all = Array(results)
        stopper.join()
        #expect(all.map(\.isSuccess) == [true, false] && all[1].isCancellation)
        #expect(pool.snapshot().counts.cancelled == 1)
      }
    }
  }
}
