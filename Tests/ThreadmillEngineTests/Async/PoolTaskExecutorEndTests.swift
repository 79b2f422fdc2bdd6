// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  /// Whatever becomes of the pool, no Swift task is left suspended for ever.
  @Suite(.watched) struct PoolTaskExecutorEndTests {
    @Test func `after a shutdown jobs run on Swift's own threads`() async throws {
      let pool = try ThreadPool(workers: 2, name: "ended")
      let executor = pool.taskExecutor
      await pool.shutdown()
      let sum = await withTaskExecutorPreference(executor) {
        await withTaskGroup { group in
          for number in 0..<100 {
            group.addTask {
              await Task.yield(); return number
            }
          }
          return await group.reduce(0, +)
        }
      }
      #expect(sum == 4950)
      let counts = pool.snapshot().counts
      #expect(counts.submitted == 0 && counts.rejected >= 100)
    }

    @Test func `a drain works off what is queued and leaves what is suspended`() async throws {
      let pool = try ThreadPool(workers: 1, name: "ended")
      let executor = pool.taskExecutor
      let (stream, feeder) = AsyncStream<Int>.makeStream()
      let began = Gate()
      let suspended = Task(executorPreference: executor) {
        began.open()
        for await _ in stream {}
        return ProcessFacts.threadName
      }
      began.wait()
      #expect(eventually { pool.snapshot().counts.running == 0 })
      pool.pause()
      let queued = (0..<50).map { _ in
        Task(executorPreference: executor) { ProcessFacts.threadName }
      }
      #expect(eventually { pool.snapshot().counts.queued == 50 })
      let report = await pool.shutdown()
      #expect(report.isComplete && report.neverStarted == 0)
      for task in queued { #expect(await task.value.hasPrefix("ended-")) }
      feeder.finish()
      #expect(await !suspended.value.hasPrefix("ended-"))
    }

    @Test func `a cancelling shutdown hands on what it finds in the queue`() async throws {
      let pool = try ThreadPool(workers: 2, name: "ended")
      let executor = pool.taskExecutor
      pool.pause()
      let slots = Slots(count: 1_000)
      let tasks = (0..<1_000).map { number in
        Task(executorPreference: executor) {
          slots.increment(number)
          return ProcessFacts.threadName.hasPrefix("ended-") || Task.isCancelled
        }
      }
      #expect(eventually { pool.snapshot().counts.queued == 1_000 })
      let report = await pool.shutdown(.cancel)
      #expect(report.isComplete && report.neverStarted == 1_000)
      for task in tasks { #expect(await !task.value) }
      #expect(slots.wrongCount == 0)
      let counts = pool.snapshot().counts
      #expect(counts.cancelled == 1_000 && counts.isConserved)
    }

    @Test func `a job may shut down its own pool`() async throws {
      for ladder in [ShutdownLadder.drain, .cancel] {
        let pool = try ThreadPool(workers: 1, name: "ended")
        let task = Task(executorPreference: pool.taskExecutor) {
          // The asynchronous form waits on a thread of its own, and gives this worker back meanwhile.
          let report = await pool.shutdown(ladder)
          return report.isComplete
        }
        #expect(await task.value)
        #expect(eventually { ProcessFacts.threadCount(prefix: "ended") == 0 })
      }
    }

    private static let ladders: [ShutdownLadder] = [
      .drain, .cancel, ShutdownLadder(drainLimit: .microseconds(300), cancelLimit: nil),
    ]

    @Test(.tags(.stress), arguments: ladders)
    func `a shutdown in the middle of everything leaves nobody suspended`(ladder: ShutdownLadder)
      async throws
    {
      for round in 0..<Load.scaled(40, sanitized: 10, soak: 2_000) {
        let pool = try ThreadPool(workers: 1 + round % 3, name: "ended")
        let executor = pool.taskExecutor
        let hops = 50
        let counter = Relay()
        let work = Task(executorPreference: executor) {
          await withDiscardingTaskGroup { group in
            for _ in 0..<20 {
              group.addTask {
                for _ in 0..<hops {
                  await counter.pass()
                  await Task.yield()
                }
              }
            }
          }
        }
        pauseThread(.microseconds(round * 37 % 1_500))
        audit(await pool.shutdown(ladder), of: pool)
        await work.value
        #expect(await counter.passed == 20 * hops)
        #expect(pool.snapshot().counts.isConserved)
      }
    }

    @Test func `executor and pool live as long as a task needs them, and no longer`() async throws {
      let (begun, gate) = (Gate(), Gate())
      weak var gone: PoolTaskExecutor?
      let task: Task<Bool, Never>
      do {
        let executor = try ThreadPool(workers: 2, name: "held").taskExecutor
        gone = executor
        task = Task(executorPreference: executor) {
          begun.open()
          gate.wait()
          await Task.yield()
          return ProcessFacts.threadName.hasPrefix("held-")
        }
      }
      begun.wait()
      #expect(gone != nil)
      gate.open()
      #expect(await task.value)
      #expect(eventually { gone == nil && ProcessFacts.threadCount(prefix: "held") == 0 })
    }

    @Test(.tags(.stress)) func `executors come and go with their last job`() async throws {
      let count = Load.scaled(500, sanitized: 100, soak: 10_000)
      await withDiscardingTaskGroup { group in
        for number in 0..<count {
          guard let executor = try? ThreadPool(workers: 1 + number % 2, name: "brief").taskExecutor
          else { continue }
          // Nobody waits for it: its last job lets go of the pool, on a thread of that pool.
          Task(executorPreference: executor) {
            let (stream, feeder) = AsyncStream<Int>.makeStream()
            PlainThread { feeder.finish() }.join()
            for await _ in stream {}
          }
        }
      }
      #expect(eventually { ProcessFacts.threadCount(prefix: "brief") == 0 })
    }
  }
}

/// A default actor that many call.
private actor Relay {
  private(set) var passed = 0
  func pass() { passed += 1 }
}
