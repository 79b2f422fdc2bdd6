// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct OwnPoolTests {
    private func submit(to pool: OwnPool, _ canary: Canary) -> Future<Int, Never> {
      pool.submit {
        canary.sing()
        return 1
      }
    }

    @Test func `a task that one pool refuses can be offered to the next`() async throws {
      try await onThread {
        let (first, second) = (SerialPool(), SerialPool())
        first.shutdown()
        let pool = OwnPool(over: second) { first.accept($0) || second.accept($0) }
        let three = try pool.submit { 3 }.wait()
        let mapped = try pool.map(0..<10, chunkSize: 3) { $0 }
        #expect(three == 3 && mapped == Array(0..<10))
        #expect(first.snapshot().counts.rejected == 5)
        second.shutdown()
        let deaths = Tally()
        let refused = submit(to: pool, Canary(deaths))
        #expect(refused.isRefused && deaths.value == 1)
      }
    }

    @Test func `a task that is kept runs later, however many copies there are`() async throws {
      try await onThread {
        let kept = Monitor<[QueuedTask]>([])
        let threads = try ThreadPool(workers: 2)
        let pool = OwnPool(over: threads) { task in
          kept.withLock { $0 += [task, task] }
          return true
        }
        let gate = Gate()
        let future = pool.submit { () -> Int in
          gate.wait()
          return 4
        }
        #expect(future.state == .pending)
        let accepted = kept.withLock { threads.accept($0[0]) }
        #expect(accepted)
        kept.withLock { $0 = [] }
        gate.open()
        #expect(try future.wait() == 4)
        threads.shutdown()
      }
    }

    @Test func `a task that gets lost is abandoned, and what it captured is freed`() async throws {
      try await onThread {
        let kept = Monitor<[QueuedTask]>([])
        let pool = OwnPool(over: SerialPool()) { task in
          kept.withLock { $0.append(task) }
          return true
        }
        let deaths = Tally()
        let future = submit(to: pool, Canary(deaths))
        kept.withLock { $0 = [] }
        #expect(future.outcome == .failure(.abandoned) && deaths.value == 1)

        let cancelled = submit(to: pool, Canary(deaths))
        #expect(cancelled.cancel())
        kept.withLock { $0 = [] }
        #expect(cancelled.state == .cancelled)

        let ended = SerialPool()
        ended.shutdown()
        let late = submit(to: pool, Canary(deaths))
        let isAccepted = kept.withLock { ended.accept($0[0]) }
        #expect(!isAccepted && late.state == .pending)
        kept.withLock { $0 = [] }
        #expect(late.outcome == .failure(.abandoned) && deaths.value == 3)
      }
    }

    @Test func `map and results on a pool that loses tasks end`() async throws {
      try await onThread {
        let (serial, taken) = (SerialPool(), Tally())
        let pool = OwnPool(over: serial) { taken.add() == 3 || serial.accept($0) }
        let error = #expect(throws: TaskError<Never>.self) {
          try pool.map(0..<10, chunkSize: 2) { $0 }
        }
        #expect(error == .abandoned)
        let results = pool.results(of: 0..<4, chunkSize: 2) { $0 }
        #expect(results.compactMap { try? $0.get() } == [0, 1, 2, 3])
      }
    }
  }
}
