// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct WorkContextTests {
    @Test func `a cancelling shutdown is seen by computing and by waiting tasks`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 3)
        let ready = Tally()
        let waiting = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
          ready.add()
          try context.sleep(for: .seconds(3600))
        }
        let reporting = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
          ready.add()
          while true { try context.progress(0, of: 1) }
        }
        let looking = pool.submit { (context: borrowing WorkContext) -> Bool in
          ready.add()
          while !context.isCancelled {}
          return true
        }
        ready.wait(for: 3)
        let report = pool.shutdown(.cancel)
        audit(report, of: pool)
        #expect(waiting.endedOutcome.isCancellation)
        #expect(reporting.endedOutcome.isCancellation)
        #expect(looking.endedOutcome == .success(true))
        #expect(report.counts.cancelled == 2 && report.counts.finished == 1)
      }
    }

    @Test func `a task that catches its cancellation may still finish`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        let began = Gate()
        let future = pool.submit { (context: borrowing WorkContext) -> String in
          began.open()
          do { try context.sleep(for: .seconds(3600)) } catch { return "cleaned up" }
          return "slept"
        }
        began.wait()
        pool.shutdown(.cancel)
        #expect(future.endedOutcome == .success("cleaned up"))
      }
    }

    @Test func `progress stands still while the pace is paused, and says so`() async throws {
      try await onThread {
        let pace = Pace()
        let pool = try ThreadPool(workers: 2, pace: pace)
        let steps = Tally()
        let futures = (0..<2).map { _ in
          pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
            for step in 0..<100_000_000 {
              if step % 1000 == 0 { steps.add() }
              try context.progress(step, of: 100_000_000)
            }
          }
        }
        steps.wait(for: 10)
        pace.pause()
        #expect(eventually { pool.snapshot().workers.allSatisfy(\.isHeld) })
        let held = steps.value
        pauseThread(.milliseconds(20))
        #expect(steps.value == held)
        #expect(pool.snapshot().workers.allSatisfy { $0.isHeld && $0.state == .running })
        pace.resume()
        steps.wait(for: held + 10)
        #expect(eventually { pool.snapshot().workers.allSatisfy { !$0.isHeld } })
        pace.stop()
        for future in futures { #expect(future.endedOutcome.isCancellation) }
        pool.shutdown()
      }
    }

    @Test func `a shutdown that cancels reaches tasks that stand still`() async throws {
      try await onThread {
        let pace = Pace()
        let pool = try ThreadPool(workers: 2, pace: pace)
        pace.pause()
        let futures = (0..<2).map { number in
          pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
            if number == 0 { try context.sleep(for: .milliseconds(1)) }
            try context.progress(1, of: 2)
          }
        }
        #expect(eventually { pool.snapshot().workers.allSatisfy(\.isHeld) })
        let ladder = ShutdownLadder(drainLimit: .milliseconds(1), cancelLimit: nil)
        audit(pool.shutdown(ladder), of: pool)
        for future in futures { #expect(future.endedOutcome.isCancellation) }
      }
    }

    @Test func `a paused wait is held and frozen in its lane`() async throws {
      try await onThread {
        let pace = Pace()
        let pool = try ThreadPool(workers: 1, pace: pace)
        let future = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
          try context.sleep(for: .seconds(100))
        }
        #expect(eventually { (pool.snapshot().workers[0].task?.activity.fraction ?? 0) > 0 })
        pace.pause()
        #expect(eventually { pool.snapshot().workers[0].isHeld })
        let frozen = pool.snapshot().workers[0].task?.activity
        pauseThread(.milliseconds(20))
        #expect(pool.snapshot().workers[0].task?.activity == frozen)
        #expect(pool.snapshot().workers[0].state == .waiting)
        pace.setSpeed(1000)
        pace.resume()
        #expect(future.endedOutcome.isSuccess)
        #expect(!pool.snapshot().workers[0].isHeld)
        pool.shutdown()
      }
    }

    @Test func `one pace drives several pools and threads`() async throws {
      try await onThread {
        let pace = Pace(speed: 0.001)
        let one = try ThreadPool(workers: 1, pace: pace)
        let two = SerialPool(pace: pace)
        let thread = WorkerThread(name: "third", pace: pace) {
          (context: borrowing WorkContext) throws(CancellationError) in
          try context.sleep(for: .seconds(10))
        }
        try thread.start()
        let first = one.submit { (context: borrowing WorkContext) throws(CancellationError) in
          try context.sleep(for: .seconds(10))
        }
        let second = PlainThread {
          _ = two.submit { (context: borrowing WorkContext) throws(CancellationError) in
            try context.sleep(for: .seconds(10))
          }
        }
        pauseThread(.milliseconds(10))
        pace.setSpeed(1000)
        #expect(first.endedOutcome.isSuccess)
        second.join()
        #expect(thread.future.endedOutcome.isSuccess)
        _ = try thread.join()
        one.shutdown()
        two.shutdown()
      }
    }
  }
}
