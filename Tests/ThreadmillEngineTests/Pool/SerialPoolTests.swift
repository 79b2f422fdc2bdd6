// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct SerialPoolTests {
    @Test func `a task has ended when submit returns`() {
      let pool = SerialPool()
      #expect(pool.submit { 3 }.outcome == .success(3))
    }

    @Test func `it has one worker, the caller, and no other size`() throws {
      let pool = SerialPool(name: "solo")
      try pool.resize(to: 1)
      for size in [0, 2, -1, Int.max] {
        let error = #expect(throws: PoolError.self) { try pool.resize(to: size) }
        #expect(error?.code == .workerCount)
      }
      let worker = pool.snapshot().workers.first
      #expect(worker?.kind == .caller && worker?.state == .idle)
      #expect(ProcessFacts.threadCount(prefix: "solo") == 0)
    }

    @Test func `a task submitted from inside runs after the one that submits it`() {
      let pool = SerialPool()
      let log = Monitor<[String]>([])
      _ = pool.submit {
        log.withLock { $0.append("outer begins") }
        let inner = pool.submit { log.withLock { $0.append("inner") } }
        log.withLock { $0.append(inner.state == .pending ? "outer ends" : "too early") }
      }
      #expect(log.withLock { $0 } == ["outer begins", "outer ends", "inner"])
    }

    @Test(.tags(.stress)) func `it never runs two tasks at once, whoever submits`() async throws {
      try await onThread {
        let pool = SerialPool()
        let inside = Tally()
        let perThread = Load.scaled(2_000, soak: 200_000)
        _ = concurrently(4) { thread in
          for number in 0..<perThread {
            let future = pool.submit {
              inside.add()
              inside.add(-1)
            }
            if number % 10 == thread { future.onCompletion { _ in _ = pool.submit {} } }
            _ = future.endedOutcome
          }
          return true
        }
        #expect(inside.highest == 1)
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `another thread may end it while a task runs`() async throws {
      try await onThread {
        let pool = SerialPool()
        let began = Gate()
        let outcome = Monitor<Future<Void, CancellationError>.Outcome?>(nil)
        let runner = PlainThread {
          let future = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
            began.open()
            try context.sleep(for: .seconds(3600))
          }
          outcome.withLock { $0 = future.outcome }
        }
        began.wait()
        let queued = pool.submit { 1 }
        #expect(queued.state == .pending)
        audit(pool.shutdown(.cancel), of: pool)
        runner.join()
        #expect(outcome.withLock { $0 }?.isCancellation == true)
        #expect(queued.state == .cancelled)
      }
    }

    @Test func `a deep pile of nested submissions does not exhaust the stack`() async throws {
      try await onThread {
        let pool = SerialPool()
        let depth = Load.scaled(50_000, soak: 1_000_000)
        let ran = Tally()
        @Sendable func next(_ rest: Int) {
          ran.add()
          if rest > 1 { _ = pool.submit { next(rest - 1) } }
        }
        _ = pool.submit { next(depth) }
        #expect(ran.value == depth)
        audit(pool.shutdown(), of: pool)
      }
    }
  }
}
