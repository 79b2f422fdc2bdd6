// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct WorkerThreadTests {
    @Test func `a thread returns its value, and throws its error with type and payload`()
      async throws
    {
      try await onThread {
        let good = WorkerThread(name: "good") { 7 * 7 }
        try good.start()
        #expect(try good.join() == 49)
        #expect(good.future.outcome == .success(49))
        #expect(good.snapshot().state == .finished && good.snapshot().finished == 1)
        let bad = WorkerThread(name: "bad") { () throws(Mishap) -> Int in throw Mishap(payload: 3) }
        try bad.start()
        let error = #expect(throws: TaskError<Mishap>.self) { try bad.join() }
        #expect(error == .failed(Mishap(payload: 3)))
        #expect(bad.snapshot().state == .failed && bad.snapshot().failed == 1)
      }
    }

    @Test func `it starts once`() async throws {
      try await onThread {
        let ran = Tally()
        let thread = WorkerThread(name: "once") { ran.add() }
        try thread.start()
        for _ in 0..<3 {
          let error = #expect(throws: PoolError.self) { try thread.start() }
          #expect(error?.code == .alreadyStarted)
        }
        _ = try thread.join()
        #expect(throws: PoolError.self) { try thread.start() }
        #expect(ran.value == 1)
      }
    }

    @Test(.tags(.stress)) func `of many that start it at once exactly one succeeds`() async throws {
      try await onThread {
        for _ in 0..<Load.scaled(100, soak: 10_000) {
          let ran = Tally()
          let thread = WorkerThread(name: "race") { ran.add() }
          let starts = race(2) { _ in (try? thread.start()) != nil }
          #expect(starts.count { $0 } == 1)
          let joins = concurrently(3) { number in
            number == 0 ? try? thread.join(upTo: .seconds(60)) : try? thread.join()
          }
          #expect(joins == [1, 1, 1])
        }
      }
    }

    @Test func `join with a limit gives up and leaves the thread alone`() async throws {
      try await onThread {
        let gate = Gate()
        let thread = WorkerThread(name: "slow") { () -> Int in
          gate.wait()
          return 1
        }
        try thread.start()
        let begin = MonotonicClock.now
        #expect(try thread.join(upTo: .milliseconds(60)) == nil)
        #expect(MonotonicClock.now - begin >= .milliseconds(36))
        #expect(try thread.join(upTo: .zero) == nil)
        #expect(thread.future.state == .running)
        gate.open()
        #expect(try thread.join() == 1)
        #expect(try thread.join(upTo: .zero) == 1)
        #expect(try thread.join() == 1)
      }
    }

    @Test func `after join the thread is gone`() async throws {
      try await onThread {
        for _ in 0..<20 {
          let thread = WorkerThread(name: "gone-join") { 1 }
          try thread.start()
          _ = try thread.join()
          // The system shows a thread for a moment longer than it can be joined.
          #expect(eventually { ProcessFacts.threadCount(prefix: "gone-join") == 0 })
        }
      }
    }

    @Test func `nobody need join it`() async throws {
      try await onThread {
        let ran = Tally()
        for _ in 0..<Load.scaled(50, soak: 5_000) {
          let thread = WorkerThread(name: "unjoined") { ran.add() }
          try thread.start()
        }
        ran.wait(for: Load.scaled(50, soak: 5_000))
        #expect(eventually { ProcessFacts.threadCount(prefix: "unjoined") == 0 })
      }
    }

    @Test(arguments: [Int.min, 0, 1 << 10, (128 << 10) - 1, (1 << 30) + 1])
    func `a stack of a size that no thread can have is refused`(size: Int) async throws {
      try await onThread {
        let thread = WorkerThread(name: "small", stackSize: size) { (_: borrowing WorkContext) in 1
        }
        let error = #expect(throws: PoolError.self) { try thread.start() }
        #expect(error?.code == .stackSize)
        #expect(error?.message == "a thread's stack must be 131072...1073741824 bytes, got \(size)")
      }
    }

    @Test func `a large stack holds a deep recursion`() async throws {
      try await onThread {
        @Sendable func depth(_ left: Int) -> Int { left == 0 ? 0 : 1 + depth(left - 1) }
        // ThreadSanitizer keeps a list of the callers, and corrupts itself beyond 65,536 of them.
        let calls = Load.isSanitized ? 50_000 : 200_000
        let thread = WorkerThread(name: "deep", stackSize: 256 << 20) {
          (_: borrowing WorkContext) in
          depth(calls)
        }
        try thread.start()
        let reached = try thread.join()
        #expect(reached == calls)
      }
    }

    @Test func `cancelled before its start it never runs`() async throws {
      try await onThread {
        let ran = Tally()
        let thread = WorkerThread(name: "never") { ran.add() }
        thread.cancel()
        #expect(thread.future.state == .cancelled)
        let early = #expect(throws: TaskError<Never>.self) { try thread.join() }
        #expect(early == .cancelled)
        try thread.start()
        let late = #expect(throws: TaskError<Never>.self) { try thread.join() }
        #expect(late == .cancelled)
        #expect(ran.value == 0)
        #expect(eventually { thread.snapshot().state == .cancelled })
      }
    }

    @Test func `cancelled while it waits it ends as cancelled, paused or not`() async throws {
      try await onThread {
        for isPaused in [false, true] {
          let pace = Pace()
          let thread = WorkerThread(name: "asleep", pace: pace) {
            (context: borrowing WorkContext) throws(CancellationError) in
            try context.sleep(for: .seconds(3600))
          }
          try thread.start()
          #expect(eventually { thread.snapshot().state == .waiting })
          if isPaused { pace.pause() }
          thread.cancel()
          let error = #expect(throws: TaskError<CancellationError>.self) { try thread.join() }
          guard case .cancelled = error else {
            Issue.record("\(String(describing: error))")
            continue
          }
          #expect(thread.snapshot().state == .cancelled && thread.future.state == .cancelled)
        }
      }
    }

    @Test func `a thread dropped before its start abandons its future`() async throws {
      try await onThread {
        var thread: WorkerThread<Int, Never>? = WorkerThread(name: "dropped") { 1 }
        let future = thread?.future
        thread = nil
        #expect(future?.outcome == .failure(.abandoned))
      }
    }

    @Test func `what a body captures is freed when its thread has ended`() async throws {
      try await onThread {
        let deaths = Tally()
        func make() -> WorkerThread<Void, Never> {
          let canary = Canary(deaths)
          return WorkerThread(name: "canary") { canary.sing() }
        }
        let joined = make()
        try joined.start()
        try joined.join()
        #expect(deaths.value == 1)
        do { _ = make() }
        #expect(deaths.value == 2)
        let cancelled = make()
        cancelled.cancel()
        try cancelled.start()
        _ = try? cancelled.join()
        #expect(eventually { deaths.value == 3 })
      }
    }

    @Test func `its lane shows name, wait, result and start latency`() async throws {
      try await onThread {
        let hub = EventHub()
        let feed = hub.subscribe()
        let pace = Pace()
        let thread = WorkerThread(name: "Thread-A", id: 5, pace: pace, events: hub) {
          (context: borrowing WorkContext) throws(CancellationError) in
          try context.sleep(for: .seconds(100))
          return context.workerID
        }
        #expect(thread.snapshot().state == .starting && thread.snapshot().startLatency == nil)
        try thread.start()
        #expect(eventually { thread.snapshot().state == .waiting })
        let lane = thread.snapshot()
        #expect(lane.id == 5 && lane.name == "Thread-A" && lane.kind == .thread)
        #expect((lane.startLatency ?? .zero) > .zero)
        guard case .wait(let elapsed, .seconds(100)) = lane.task?.activity else {
          Issue.record("\(String(describing: lane.task))")
          return
        }
        #expect(elapsed >= .zero && elapsed < .seconds(100))
        #expect(ProcessFacts.threadNames.contains("Thread-A"))
        pace.setSpeed(1000)
        #expect(try thread.join() == 5)
        let events = feed.drain()
        let states = events.map(\.state)
        #expect(states == [.queued, .workerStarted, .running, .finished, .workerEnded])
        #expect(events.allSatisfy { $0.task == ($0.state.isOfWorker ? nil : 5) })
        #expect(thread.snapshot().busy > .zero && thread.snapshot().task == nil)
      }
    }

    @Test func `an index below 0 counts as 0`() async throws {
      try await onThread {
        let thread = WorkerThread(name: "below", id: -3) { (context: borrowing WorkContext) in
          context.workerID
        }
        try thread.start()
        #expect(try thread.join() == 0)
        #expect(thread.snapshot().id == 0)
      }
    }

    @Test(.tags(.stress)) func `the CPU time of a thread that ends does not vanish`() async throws {
      try await onThread {
        for _ in 0..<Load.scaled(200, soak: 20_000) {
          let thread = WorkerThread(name: "fleeting") {}
          try thread.start()
          var shown: Duration?
          var isOver = false
          while !isOver {
            isOver = thread.snapshot().state == .finished
            let cpu = thread.snapshot().cpu
            #expect((cpu ?? .nanoseconds(-1)) >= (shown ?? .nanoseconds(-1)))
            shown = cpu
          }
          try thread.join()
          #expect(thread.snapshot().cpu != nil)
        }
      }
    }

    @Test(.tags(.stress)) func `what was done before start and in the body is seen after`()
      async throws
    {
      final class Box: @unchecked Sendable {
        // Safety: ordered by start and join, which is what is tested.
        var value = 0
      }
      try await onThread {
        for round in 0..<Load.scaled(300, soak: 30_000) {
          let box = Box()
          let thread = WorkerThread(name: "order") { box.value += 1 }
          box.value = round
          try thread.start()
          try thread.join()
          #expect(box.value == round + 1)
        }
      }
    }
  }
}

extension TaskEvent.State {
  /// Whether it tells of a worker and not of a task.
  fileprivate var isOfWorker: Bool { self == .workerStarted || self == .workerEnded }
}
