// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct WorkerSetupTests {
    @Test(arguments: [1, 3, 8])
    func `each worker is set up once before its tasks, and torn down once after them`(workers: Int)
      async throws
    {
      try await onThread {
        let log = Monitor<[Int: [String]]>([:])
        let setup = WorkerSetup(
          initializer: { worker in log.withLock { $0[worker, default: []].append("up") } },
          teardown: { worker in log.withLock { $0[worker, default: []].append("down") } }
        )
        let pool = try ThreadPool(workers: workers, setup: setup)
        let futures = (0..<200).map { _ in
          pool.submit { context in
            let worker = context.workerID
            log.withLock { $0[worker, default: []].append("task") }
          }
        }
        for future in futures { try future.wait() }
        try pool.resize(to: workers + 2)
        audit(pool.shutdown(), of: pool)
        let entries = log.withLock { $0 }
        #expect(entries.count == workers + 2)
        for (_, lines) in entries {
          #expect(lines.first == "up" && lines.last == "down")
          #expect(lines.count { $0 == "up" } == 1 && lines.count { $0 == "down" } == 1)
        }
      }
    }

    @Test func `an initializer that throws breaks the pool, and everybody hears why`() async throws
    {
      try await onThread {
        let (isQueued, torn) = (Gate(), Tally())
        let pool = try ThreadPool(
          workers: 2,
          name: "frail",
          setup: WorkerSetup { _ in
            isQueued.wait()
            throw Mishap(payload: 42)
          } teardown: { _ in
            torn.add()
          }
        )
        let futures = (0..<10).map { number in pool.submit { number } }
        isQueued.open()
        func reason(_ future: Future<Int, Never>) -> String? {
          _ = try? future.wait()
          if case .failure(.rejected(let reason)) = future.outcome { return reason }
          return nil
        }
        for future in futures {
          let reason = reason(future)
          #expect(reason?.contains("frail") == true && reason?.contains("42") == true)
        }
        #expect(eventually { pool.snapshot().isShutDown })
        #expect(reason(pool.submit { 1 })?.contains("42") == true)
        let error = #expect(throws: TaskError<Never>.self) { try pool.map(0..<5) { $0 } }
        guard case .rejected? = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        audit(pool.shutdown(), of: pool)
        #expect(torn.value == 0)
      }
    }

    @Test func `workers are replaced after so many tasks, and no task is lost`() async throws {
      try await onThread {
        let (ups, downs) = (Tally(), Tally())
        let setup = WorkerSetup(recycleAfter: 10) { _ in
          ups.add()
        } teardown: { _ in
          downs.add()
        }
        let pool = try ThreadPool(workers: 3, setup: setup)
        let runs = Tally()
        let futures = (0..<1_000).map { _ in pool.submit { runs.add() } }
        for future in futures { _ = try future.wait() }
        #expect(runs.value == 1_000)
        #expect(eventually { pool.snapshot().workers.count { !$0.isRetiring } == 3 })
        audit(pool.shutdown(), of: pool)
        let counts = pool.snapshot().counts
        #expect(counts.finished == 1_000 && ups.value == downs.value)
        // 32 tasks at most may be in a hand when a worker is due.
        #expect(ups.value >= 1_000 / 42 && ups.value <= 103)
      }
    }

    @Test(arguments: [0, -3])
    func `a number of tasks out of range is refused in words`(count: Int) {
      let error = #expect(throws: PoolError.self) {
        try ThreadPool(workers: 1, setup: WorkerSetup(recycleAfter: count))
      }
      #expect(error?.code == .recycling && error?.message.contains("\(count)") == true)
    }

    @Test func `workers run where they are pinned`() async throws {
      try await onThread {
        let cpus = CPUSet.allowed.numbers
        let pool = try ThreadPool(workers: 4, setup: WorkerSetup(pinning: .each))
        let futures = (0..<40).map { _ in
          pool.submit { context in (context.workerID, CPUSet.ofCurrentThread.numbers) }
        }
        for future in futures {
          let (worker, own) = try future.wait()
          #expect(own == [cpus[worker % cpus.count]])
        }
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `CPUs that are not there are refused in words`() {
      let error = #expect(throws: PoolError.self) {
        try ThreadPool(workers: 1, setup: WorkerSetup(pinning: .to([9_999])))
      }
      #expect(error?.code == .pinning && error?.message.contains("9999") == true)
    }
  }
}
