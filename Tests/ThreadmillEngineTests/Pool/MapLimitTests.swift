// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Row 68 of the scenarios, and what becomes of outputs that nobody takes.
  @Suite struct MapLimitTests {
    private static let limits: [Duration] = [.zero, .milliseconds(-5), .milliseconds(5)]

    @Test(arguments: [1, 2, 4], limits)
    func `on a saturated pool nothing of a map starts whose limit has passed`(
      workers: Int,
      limit: Duration
    ) async throws {
      try await withPool(.threads(workers)) { pool in
        let gate = Gate()
        defer { gate.open() }
        let busy = Tally()
        let holders = (0..<workers).map { _ in
          pool.submit {
            busy.add()
            gate.wait()
          }
        }
        #expect(eventually { busy.value == workers })
        let started = Tally()
        let error = #expect(throws: TaskError<Never>.self) {
          try pool.map(0..<100, chunkSize: 3, upTo: limit) { _ in started.add() }
        }
        #expect(error == .timedOut(after: limit))
        let counts = pool.snapshot().counts
        #expect(counts.cancelled == 34 && counts.queued == 0 && counts.isConserved)
        gate.open()
        _ = wait(for: .all, of: holders)
        let after = try pool.map(0..<10) { $0 }
        #expect(after == Array(0..<10) && started.value == 0)
      }
    }

    @Test(arguments: [true, false], [PoolKind.threads(1), .threads(3)])
    func `what runs comes to its end alone, and every output is freed`(
      isOwn: Bool,
      kind: PoolKind
    ) async throws {
      try await withPool(kind) { pool in
        let target: any ClosurePool = isOwn ? OwnPool(over: pool) { pool.accept($0) } : pool
        let (gate, started, made, deaths) = (Gate(), Tally(), Tally(), Tally())
        defer { gate.open() }
        let body = { @Sendable (number: Int) -> Canary in
          started.add()
          if number % 10 >= 5 { gate.wait() }
          made.add()
          return Canary(deaths)
        }
        #expect(throws: TaskError<Never>.self) {
          try target.map(0..<1000, chunkSize: 10, upTo: .milliseconds(30), body)
        }
        #expect(pool.snapshot().counts.running <= kind.workers)
        #expect(deaths.value == 0, "an output is freed with its task")
        gate.open()
        #expect(eventually { pool.snapshot().counts.running == 0 })
        let counts = pool.snapshot().counts
        #expect(counts.finished <= kind.workers && counts.finished + counts.cancelled == 100)
        #expect(started.value == made.value && made.value == 10 * Int(counts.finished))
        #expect(eventually { deaths.value == made.value })
      }
    }

    @Test(arguments: [false, true])
    func `outputs are freed also when all tasks were under way`(fails: Bool) async throws {
      try await withPool(.threads(2)) { pool in
        let (gate, started, made, deaths) = (Gate(), Tally(), Tally(), Tally())
        defer { gate.open() }
        let body = { @Sendable (number: Int) throws(Mishap) -> Canary in
          started.add()
          gate.wait()
          if fails && number == 3 { throw Mishap(payload: number) }
          made.add()
          return Canary(deaths)
        }
        let error = #expect(throws: TaskError<Mishap>.self) {
          try pool.map(0..<4, chunkSize: 2, upTo: .milliseconds(50), body)
        }
        #expect(error == .timedOut(after: .milliseconds(50)))
        #expect(eventually { started.value == 2 })
        gate.open()
        #expect(eventually { pool.snapshot().counts.running == 0 && deaths.value == made.value })
        #expect(made.value == (fails ? 3 : 4))
      }
    }

    @Test(arguments: PoolKind.all)
    func `a limit that is long enough changes nothing`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let all = Array(0..<50)
        let mapped = try pool.map(all, chunkSize: 3, upTo: .seconds(600)) { $0 * 2 }
        let sequence = try pool.map(AnySequence(all), upTo: .seconds(Int64.max)) { $0 * 2 }
        let contextual = try pool.map(all, upTo: .seconds(600)) {
          (_: borrowing WorkContext, number: Int) in number * 2
        }
        #expect(mapped == all.map { $0 * 2 } && sequence == mapped && contextual == mapped)
        let none: [Int] = []
        let nothing = try pool.map(none, upTo: .zero) { $0 }
        #expect(nothing.isEmpty)
        let failure = #expect(throws: TaskError<Mishap>.self) {
          try pool.map(all, chunkSize: 4, upTo: .seconds(600)) {
            (number: Int) throws(Mishap) -> Int in
            if number == 9 || number == 30 { throw Mishap(payload: number) }
            return number
          }
        }
        #expect(failure == .failed(Mishap(payload: 9)))
        let refused = #expect(throws: TaskError<Never>.self) {
          try pool.map(all, chunkSize: 0, upTo: .zero) { $0 }
        }
        #expect(refused == .rejected(reason: "chunkSize must be 1 or more, got 0"))
        pool.shutdown(.drain)
        let late = #expect(throws: TaskError<Never>.self) {
          try pool.map(all, upTo: .zero) { $0 }
        }
        #expect(late == .shutDown)
      }
    }

    @Test func `the asynchronous form gives up alike`() async throws {
      let pool = try ThreadPool(workers: 2)
      let (gate, started, deaths) = (Gate(), Tally(), Tally())
      defer { gate.open() }
      let body = { @Sendable (number: Int) -> Canary in
        started.add()
        gate.wait()
        return Canary(deaths)
      }
      let error = await #expect(throws: TaskError<Never>.self) {
        try await pool.map(0..<1000, chunkSize: 1, upTo: .milliseconds(30), body)
      }
      #expect(error == .timedOut(after: .milliseconds(30)))
      gate.open()
      await pool.shutdown(.drain)
      #expect(started.value <= 2 && deaths.value == started.value)
      let counts = pool.snapshot().counts
      #expect(counts.isConserved && counts.cancelled + counts.finished == 1000)
    }

    @Test func `a map may give up while its pool is shut down`() async throws {
      for round in 0..<200 {
        try await onThread {
          let pool = try ThreadPool(workers: 2)
          let deaths = Tally()
          let made = Tally()
          let ladder: ShutdownLadder = round % 2 == 0 ? .cancel : .drain
          let ender = PlainThread { _ = pool.shutdown(ladder) }
          _ = try? pool.map(0..<500, chunkSize: 1, upTo: .microseconds(round * 2)) {
            (_: Int) -> Canary in
            made.add()
            return Canary(deaths)
          }
          ender.join()
          audit(pool.shutdown(.drain), of: pool)
          #expect(eventually { deaths.value == made.value })
        }
      }
    }
  }
}
