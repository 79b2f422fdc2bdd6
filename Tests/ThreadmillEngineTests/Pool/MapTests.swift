// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct MapTests {
    @Test(arguments: PoolKind.all)
    func `any kind of input will do`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let all = Array(0..<25)
        let texts = try pool.map(all, chunkSize: 4) { "\($0)" }
        let slice = try pool.map(all[7..<19], chunkSize: 5) { $0 }
        let sequence = try pool.map(AnySequence(all), chunkSize: 4) { $0 }
        let letters = try pool.map("pool", chunkSize: 3) { $0 }
        let lazily = try pool.map(all.lazy.filter { $0 % 2 == 0 }) { $0 }
        let inOne = try pool.map(0..<3, chunkSize: .max) { $0 }
        #expect(texts == all.map { "\($0)" } && sequence == all)
        #expect(slice == Array(7..<19) && letters == ["p", "o", "o", "l"])
        #expect(lazily == all.filter { $0 % 2 == 0 } && inOne == [0, 1, 2])
      }
    }

    @Test(arguments: PoolKind.all, [1, 3, 10, 100])
    func `outputs of a map that fails are freed`(kind: PoolKind, chunkSize: Int) async throws {
      try await withPool(kind) { pool in
        let (made, deaths) = (Tally(), Tally())
        let error = #expect(throws: TaskError<Mishap>.self) {
          try pool.map(0..<30, chunkSize: chunkSize) { (number: Int) throws(Mishap) -> Canary in
            if number % 13 == 5 { throw Mishap(payload: number) }
            made.add()
            return Canary(deaths)
          }
        }
        #expect(error == .failed(Mishap(payload: 5)))
        #expect(made.value == 28 && deaths.value == 28)
      }
    }

    @Test(arguments: PoolKind.all)
    func `outputs of a map that succeeds live as long as they are held`(kind: PoolKind) async throws
    {
      try await withPool(kind) { pool in
        let deaths = Tally()
        do {
          let canaries = try pool.map(0..<30, chunkSize: 7) { _ in Canary(deaths) }
          #expect(canaries.count == 30 && deaths.value == 0)
        }
        #expect(deaths.value == 30)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a chunk with an element that failed counts as failed`(kind: PoolKind) async throws {
      let hub = EventHub()
      try await withPool(kind, events: hub) { pool in
        let feed = hub.subscribe()
        let transform = { @Sendable (number: Int) throws(Mishap) -> Int in
          if number == 1 || number == 2 || number == 7 { throw Mishap(payload: number) }
          return number
        }
        _ = try? pool.map(0..<12, chunkSize: 3, transform)
        #expect(pool.snapshot().counts.failed == 2 && pool.snapshot().counts.finished == 2)
        #expect(pool.snapshot().workers.reduce(0) { $0 + $1.failed } == 2)
        let results = Array(pool.results(of: 0..<12, chunkSize: 3, transform))
        #expect(results.count { $0.isSuccess } == 9)
        #expect(pool.snapshot().counts.failed == 4 && pool.snapshot().counts.finished == 4)
        let ends = feed.drain().map(\.state)
        #expect(ends.count { $0 == .failed } == 4 && ends.count { $0 == .finished } == 4)
      }
    }

    @Test func `the asynchronous forms fail and free alike`() async throws {
      let pool = try ThreadPool(workers: 2)
      let (made, deaths) = (Tally(), Tally())
      let error = await #expect(throws: TaskError<Mishap>.self) {
        try await pool.map(0..<30, chunkSize: 4) { (number: Int) throws(Mishap) -> Canary in
          if number == 9 || number == 20 { throw Mishap(payload: number) }
          made.add()
          return Canary(deaths)
        }
      }
      #expect(error == .failed(Mishap(payload: 9)) && made.value == 28 && deaths.value == 28)
      let pairs = try await pool.map(AnySequence(0..<9), chunkSize: 2, name: "pairs") {
        context,
        number in [number, context.attempt]
      }
      #expect(pairs == (0..<9).map { [$0, 1] })
      await pool.shutdown()
      let late = await #expect(throws: TaskError<Never>.self) { try await pool.map(0..<5) { $0 } }
      #expect(late == .shutDown)
    }

    @Test func `what is cancelled under way says so in input order`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        let (inside, gate, deaths) = (Tally(), Gate(), Tally())
        let mapper = Monitor<TaskError<Mishap>?>(nil)
        let thread = PlainThread {
          do throws(TaskError<Mishap>) {
            _ = try pool.map(0..<20, chunkSize: 5) { (number: Int) throws(Mishap) -> Canary in
              if number == 0 {
                inside.add()
                gate.wait()
              }
              return Canary(deaths)
            }
          } catch { mapper.withLock { $0 = error } }
        }
        inside.wait(for: 1)
        // From now on nothing is refused: what has not started is cancelled.
        #expect(eventually { pool.snapshot().counts.submitted == 4 })
        _ = pool.shutdown(.cancel(upTo: .zero))
        gate.open()
        thread.join()
        #expect(mapper.withLock { $0 } == .cancelled)
        #expect(deaths.value == 5)
        pool.shutdown()
      }
    }

    @Test(arguments: [1, 2])
    func `the tasks of map and results carry a name`(workers: Int) async throws {
      try await withPool(.threads(workers)) { pool in
        let (inside, gate) = (Tally(), Gate())
        let look = { @Sendable (number: Int) -> Int in
          inside.add()
          gate.wait()
          return number
        }
        let results = pool.results(of: 0..<4, name: "reading", look)
        let reader = concurrently(2) { number -> [String?] in
          guard number == 0 else {
            _ = try? pool.map(0..<4, name: "mapping", look)
            return []
          }
          inside.wait(for: workers)
          let names = pool.snapshot().workers.map { $0.task?.name }
          gate.open()
          return names
        }[0]
        #expect(reader == Array(repeating: "mapping", count: workers))
        #expect(results.compactMap { try? $0.get() } == [0, 1, 2, 3])
      }
    }
  }
}
