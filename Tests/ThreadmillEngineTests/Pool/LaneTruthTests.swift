// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  /// What a lane says of the task in its worker's hands, or of one that is there no more.
  @Suite struct LaneTruthTests {
    /// So many that the worker is sampling when they are over.
    private static let manyShortOnes = 300

    @Test(arguments: [0, manyShortOnes])
    func `a task that has ended is not shown while its callbacks run`(shortOnes: Int) async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        pool.pause()
        for _ in 0..<shortOnes { _ = pool.submit {} }
        let task = pool.submit { if shortOnes == 0 { pauseThread(.milliseconds(10)) } }
        let (isInside, mayReturn) = (Gate(), Gate())
        task.onCompletion { _ in
          isInside.open()
          mayReturn.wait()
        }
        pool.resume()
        isInside.wait()
        let early = pool.snapshot()
        pauseThread(.milliseconds(50))
        let late = pool.snapshot()
        for lane in early.workers + late.workers {
          #expect(lane.state == .idle && lane.task == nil)
          #expect(lane.finished == UInt64(shortOnes) + 1)
        }
        #expect(early.workers[0].busy == late.workers[0].busy)
        mayReturn.open()
        pool.shutdown()
        #expect(pool.snapshot().totals.busy == early.workers[0].busy)
      }
    }

    @Test func `a thread's latency counts from its start, not from its making`() async throws {
      try await onThread {
        let thread = WorkerThread(name: "late") { MonotonicClock.now }
        pauseThread(.milliseconds(20))
        let start = MonotonicClock.now
        try thread.start()
        let began = try thread.join()
        let latency = try #require(thread.snapshot().startLatency)
        #expect(latency > .zero && latency <= began - start)
      }
    }

    @Test func `long tasks after short ones are timed`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        pool.pause()
        for _ in 0..<Self.manyShortOnes { _ = pool.submit {} }
        let long = (0..<6).map { _ in
          pool.submit { [pool] () -> (elapsed: Duration?, stride: Int) in
            pauseThread(.milliseconds(15))
            let snapshot = pool.snapshot()
            return (snapshot.workers.first?.task?.elapsed, snapshot.timestampStride)
          }
        }
        pool.resume()
        let seen = try long.map { try $0.wait() }
        // The first one cannot be foreseen.
        for (elapsed, stride) in seen.dropFirst() {
          #expect(elapsed.map { $0 >= .milliseconds(15) } == true)
          #expect(stride == 1)
        }
        pool.shutdown()
      }
    }

    @Test func `a task without a timestamp is never where all are said to have one`() async throws {
      try await onThread {
        for _ in 0..<Load.scaled(20, soak: 2_000) {
          let pool = try ThreadPool(workers: 2)
          pool.pause()
          let (first, second, began) = (Gate(), Gate(), Gate())
          let other = pool.submit { first.wait() }
          for _ in 0..<Self.manyShortOnes { _ = pool.submit {} }
          let last = pool.submit {
            began.open()
            second.wait()
          }
          pool.resume()
          began.wait()
          // Its end says that this worker times everything; what of the other one?
          first.open()
          try other.wait()
          _ = eventually(within: .seconds(1)) {
            pool.snapshot().workers.count { $0.task == nil } == 1
          }
          let snapshot = pool.snapshot()
          let isUntimed = snapshot.workers.contains { $0.task.map { $0.elapsed == nil } == true }
          #expect(!isUntimed || snapshot.timestampStride > 1)
          second.open()
          try last.wait()
          pool.shutdown()
        }
      }
    }

    @Test func `a task that waits is not younger for it`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        pool.pause()
        for _ in 0..<Self.manyShortOnes { _ = pool.submit {} }
        let task = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
          pauseThread(.milliseconds(30))
          try context.sleep(for: .seconds(3600))
        }
        pool.resume()
        #expect(eventually { pool.snapshot().workers[0].state == .waiting })
        let elapsed = pool.snapshot().workers[0].task?.elapsed
        #expect(elapsed.map { $0 >= .milliseconds(30) } != false, "\(String(describing: elapsed))")
        pool.shutdown(.cancel)
        #expect(task.endedOutcome.isCancellation)
      }
    }

    @Test func `what a task has reported is there again after a wait, and goes with the task`()
      async throws
    {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        let activities = try pool.submit { [pool] (context: borrowing WorkContext) throws in
          let before = pool.snapshot().workers[0].task?.activity
          try context.progress(3, of: 12)
          try context.sleep(for: .microseconds(10))
          return [before, pool.snapshot().workers[0].task?.activity]
        }.wait()
        #expect(activities == [.unreported, .steps(done: 3, total: 12)])
        let next = try pool.submit { [pool] (context: borrowing WorkContext) throws in
          try context.sleep(for: .microseconds(10))
          return pool.snapshot().workers[0].task?.activity
        }.wait()
        #expect(next == .unreported)
        pool.shutdown()
      }
    }
  }
}
