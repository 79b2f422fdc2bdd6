// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct QueueLimitTests {
    /// A pool whose only worker waits at the gate, with an empty queue.
    private struct Held {
      let pool: ThreadPool
      let gate = Gate()
      let first: Future<Void, Never>

      init(_ limit: Int, _ policy: OverflowPolicy) throws {
        pool = try ThreadPool(workers: 1, name: "held", queue: QueueLimit(limit, policy))
        let (isRunning, gate) = (Gate(), gate)
        first = pool.submit {
          isRunning.open()
          gate.wait()
        }
        isRunning.wait()
      }
    }

    @Test(arguments: [0, -1, .min, .max])
    func `a limit out of range is refused in words`(limit: Int) throws {
      let error = #expect(throws: PoolError.self) { try QueueLimit(limit, .block) }
      #expect(error?.code == .queueLimit && error?.message.contains("\(limit)") == true)
    }

    @Test func `reject refuses what is too much, and says so`() async throws {
      try await onThread {
        let held = try Held(2, .reject)
        let futures = (0..<4).map { number in held.pool.submit { number } }
        for future in futures[2...] {
          guard case .failure(.rejected(let reason)) = future.outcome else {
            Issue.record("\(String(describing: future.outcome))")
            continue
          }
          #expect(reason.contains("held") && reason.contains("2"))
        }
        let counts = held.pool.snapshot().counts
        #expect(counts.rejected == 2 && counts.submitted == 3 && counts.isConserved)
        held.gate.open()
        #expect(try futures[0].wait() == 0 && futures[1].wait() == 1)
        #expect(try held.pool.submit { 7 }.wait() == 7)
        audit(held.pool.shutdown(), of: held.pool)
      }
    }

    @Test func `drop oldest makes room for the newest`() async throws {
      try await onThread {
        let held = try Held(2, .dropOldest)
        let keep = held.pool.submit(priority: .high) { -1 }
        let futures = (0..<3).map { number in held.pool.submit { number } }
        #expect(futures[0].isRejected && futures[1].isRejected && keep.outcome == nil)
        held.gate.open()
        #expect(try futures[2].wait() == 2 && keep.wait() == -1)
        let counts = held.pool.snapshot().counts
        #expect(counts.isConserved && counts.cancelled == 2)
        audit(held.pool.shutdown(), of: held.pool)
      }
    }

    @Test func `caller runs what is too much`() async throws {
      try await onThread {
        let held = try Held(1, .callerRuns)
        let queued = held.pool.submit { context in context.workerID }
        let own = held.pool.submit { context in context.workerID }
        // It has run before `submit` returned.
        guard case .success(let worker)? = own.outcome else {
          Issue.record("\(String(describing: own.outcome))")
          return
        }
        let counts = held.pool.snapshot().counts
        #expect(worker == -1 && counts.finished == 1 && counts.isConserved)
        held.gate.open()
        #expect(try queued.wait() == 0)
        audit(held.pool.shutdown(), of: held.pool)
      }
    }

    @Test func `block waits for room`() async throws {
      try await onThread {
        let held = try Held(1, .block)
        _ = held.pool.submit { 0 }
        let isThrough = Gate()
        let pool = held.pool
        let submitter = PlainThread {
          _ = try? pool.submit { 1 }.wait()
          isThrough.open()
        }
        pauseThread(.milliseconds(30))
        #expect(!isThrough.isOpen && pool.snapshot().counts.submitted == 2)
        held.gate.open()
        isThrough.wait()
        submitter.join()
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `a task that is cancelled in the queue makes room`() async throws {
      try await onThread {
        let held = try Held(1, .block)
        let queued = held.pool.submit { 0 }
        let isThrough = Gate()
        let pool = held.pool
        let submitter = PlainThread {
          _ = pool.submit { 1 }
          isThrough.open()
        }
        pauseThread(.milliseconds(10))
        #expect(!isThrough.isOpen)
        queued.cancel()
        isThrough.wait()
        submitter.join()
        held.gate.open()
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test(arguments: [ShutdownLadder.drain, .cancel])
    func `a shutdown lets go of those who wait for room`(ladder: ShutdownLadder) async throws {
      try await onThread {
        let held = try Held(1, .block)
        _ = held.pool.submit { 0 }
        let pool = held.pool
        let refused = Tally()
        let submitters = (0..<3).map { _ in
          PlainThread { if pool.submit({ 1 }).isRefused { refused.add() } }
        }
        pauseThread(.milliseconds(10))
        let ender = PlainThread { pool.shutdown(ladder) }
        refused.wait(for: 3)
        held.gate.open()
        for thread in submitters + [ender] { thread.join() }
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `a task that submits to its own full pool runs what is too much`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1, queue: QueueLimit(2, .block))
        let sum = pool.submit { () -> Int in
          let children = (0..<20).map { number in pool.submit { number } }
          return try children.reduce(0) { try $0 + $1.wait() }
        }
        #expect(try sum.wait() == 190)
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `the suspending form suspends, in order`() async throws {
      let held = try await onThread { try Held(1, .block) }
      let pool = held.pool
      _ = await pool.submitSuspending { 0 }
      let through = Tally()
      let waiting = (0..<5).map { number in
        Task {
          let future = await pool.submitSuspending { number }
          through.add()
          return try await future.value
        }
      }
      try await Task.sleep(for: .milliseconds(20))
      #expect(through.value == 0)
      held.gate.open()
      for (number, task) in waiting.enumerated() { #expect(try await task.value == number) }
      await pool.shutdown()
      let late = await pool.submitSuspending { 1 }
      #expect(late.isRefused)
    }

    @Test(arguments: OverflowPolicy.allCases)
    func `nothing is lost under pressure, and no more wait than may`(policy: OverflowPolicy)
      async throws
    {
      try await onThread {
        let limit = 8
        let pool = try ThreadPool(workers: 3, queue: QueueLimit(limit, policy))
        let runs = Tally()
        let perThread = Load.scaled(2_000, soak: 100_000)
        let ended = concurrently(4) { _ -> (Int, Int) in
          var (finished, refused) = (0, 0)
          for _ in 0..<perThread {
            let future = pool.submit { _ = runs.add() }
            let counts = pool.snapshot().counts
            if counts.queued > UInt64(limit + 20) { Issue.record("\(counts.queued) wait") }
            if !counts.isConserved { Issue.record("\(counts)") }
            if (try? future.wait()) != nil { finished += 1 } else { refused += 1 }
          }
          return (finished, refused)
        }
        let finished = ended.map(\.0).reduce(0, +)
        #expect(finished == runs.value)
        #expect(finished + ended.map(\.1).reduce(0, +) == 4 * perThread)
        if policy == .block || policy == .callerRuns { #expect(finished == 4 * perThread) }
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test(arguments: OverflowPolicy.allCases)
    func `a map takes no place, and is neither refused nor dropped`(policy: OverflowPolicy)
      async throws
    {
      try await onThread {
        let held = try Held(1, policy)
        let pool = held.pool
        let queued = pool.submit { 1 }
        let mapped = Monitor<[Int]>([])
        let mapper = PlainThread {
          let squares = try? pool.map(0..<100, chunkSize: 3) { $0 * $0 }
          mapped.withLock { $0 = squares ?? [] }
        }
        #expect(eventually { pool.snapshot().counts.queued == 35 })
        if policy == .dropOldest {
          // The one that may be dropped is the task; then the newer one.
          let newer = (0..<3).map { number in pool.submit { number } }
          #expect(queued.isRejected && newer[0].isRejected && newer[1].isRejected)
        }
        held.gate.open()
        mapper.join()
        #expect(mapped.withLock { $0 } == (0..<100).map { $0 * $0 })
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test(arguments: OverflowPolicy.allCases)
    func `maps inside the tasks of a full pool bring what they should`(policy: OverflowPolicy)
      async throws
    {
      try await onThread {
        let pool = try ThreadPool(workers: 2, queue: QueueLimit(1, policy))
        let sums = try pool.map(0..<50, chunkSize: 1) { row in
          try pool.map(0..<10, chunkSize: 2) { row + $0 }.reduce(0, +)
        }
        #expect(sums == (0..<50).map { $0 * 10 + 45 })
        #expect(try pool.submit { 7 }.wait() == 7)
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `a task that its submitter runs may help with others`() async throws {
      try await onThread {
        let held = try Held(1, .callerRuns)
        let queued = held.pool.submit { 20 }
        let pool = held.pool
        let own = pool.submit { try queued.wait() + 1 }
        #expect(try own.wait() == 21)
        held.gate.open()
        let report = pool.shutdown(.drain(upTo: .seconds(20)))
        #expect(report.isComplete)
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `a task that its submitter runs is asked to stop, too`() async throws {
      try await onThread {
        let held = try Held(1, .callerRuns)
        let pool = held.pool
        _ = pool.submit { 1 }
        let isRunning = Gate()
        let submitter = PlainThread {
          _ = pool.submit { context in
            isRunning.open()
            while !context.isCancelled { pauseThread(.milliseconds(1)) }
          }
        }
        isRunning.wait()
        let ender = PlainThread { pool.shutdown(.cancel) }
        submitter.join()
        held.gate.open()
        ender.join()
        audit(pool.shutdown(), of: pool)
      }
    }
  }
}
