// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

/// The crew by itself, and its oracle.
@Suite struct CrewTests {
  private typealias Outcome = CrewOutcome<Int>

  private func settings(_ assignments: KeyValuePairs<String, String>) throws -> KnobSettings {
    let info = ReturnValue().info
    return try info.settings(
      base: info.seedSettings,
      assignments: assignments.map { ($0.key, $0.value) }
    )
  }

  private func outcome(_ numbers: [Int]) -> Outcome {
    Outcome(
      orders: numbers.map { .start($0) },
      ends: numbers.map { Outcome.End(index: $0, result: .success($0 * $0)) }
    )
  }

  @Test func `a crew that says what it has done is not believed`() throws {
    let round = RoundReport(settings: try settings(["workers": "3"]), time: .seconds(1))
    let demo = ReturnValue()
    #expect(demo.mismatch(outcome([0, 1, 2]), round) == nil)
    #expect(demo.mismatch(outcome([0, 1]), round) == "3 threads were asked for, 2 ended")
    #expect(demo.mismatch(outcome([0, 1, 2, 3]), round) != nil)
    #expect(demo.mismatch(outcome([0, 2, 1]), round) == "expected Thread-1, got Thread-2")
    var cancelled = outcome([0, 1, 2])
    cancelled.orders.append(.cancel(2))
    cancelled.ends[2].result = .failure(.cancelled)
    #expect(demo.mismatch(cancelled, round) == "Thread-2: the task was cancelled")
    var turned = round
    turned.wasTurned = true
    #expect(demo.mismatch(cancelled, turned) == nil)
  }

  @Test func `a refused turn goes back to the number before`() throws {
    let stage = DemoStage(try settings(["workers": "2"]))
    let crew = Crew<Int>(stage)
    let refuses = Guarded(true)
    try crew.start { number throws(PoolError) in
      if number >= 4, refuses.withLock({ $0 }) {
        _ = try ThreadPool(workers: 0)
      }
      let thread = WorkerThread("Thread-\(number)", on: stage) {
        context throws(CancellationError) in
        try context.sleep(for: .seconds(1000))
        return number
      }
      try thread.start()
      return thread
    }
    #expect(throws: PoolError.self) { try crew.resize(to: 6) }
    #expect(crew.orders.prefix(4) == [.start(0), .start(1), .start(2), .start(3)])
    #expect(Set(crew.orders.suffix(2)) == [.cancel(2), .cancel(3)])
    refuses.withLock { $0 = false }
    // Back at two: one more is the third, not the seventh.
    try crew.resize(to: 3)
    #expect(crew.orders.last == .start(2) && crew.orders.count == 7)
    stage.pace.stop()
    crew.close()
    #expect(crew.picture().counts.cancelled == 5)
  }

  @Test func `a closed crew starts nobody`() throws {
    let stage = DemoStage(try settings(["workers": "2"]))
    let crew = Crew<Int>(stage)
    let made = Guarded(0)
    try crew.start { number throws(PoolError) in
      made.withLock { $0 += 1 }
      let thread = WorkerThread("Thread-\(number)", on: stage) {
        _ throws(CancellationError) in number
      }
      try thread.start()
      return thread
    }
    crew.close()
    try crew.resize(to: 9)
    #expect(made.withLock { $0 } == 2)
  }

  @Test func `a thread that is added while paused waits with its first word`() throws {
    let test = try TestRun(BasicThreads(), ["size": "10s", "workers": "2"])
    test.run.start()
    try test.until("two waits") { $0.lanes.count { $0.worker.state == .waiting } == 2 }
    test.run.pause()
    try test.set("workers", "3")
    try test.until("a held lane") { $0.lanes.count == 3 && $0.lanes[2].worker.isHeld }
    TestRun.nap(.milliseconds(20))
    #expect(test.lines.count == 2 && test.run.snapshot().stillMoving == 0)
    test.run.resume()
    try test.until("its first word") { _ in test.lines.contains { $0.hasPrefix(" Thread-2: St") } }
    test.run.stop(.requested)
    _ = try test.card()
  }

  @Test func `a run that is paused from the start says nothing`() throws {
    let test = try TestRun(BasicThreads(), ["size": "1ms"])
    test.run.pause()
    test.run.start()
    try test.until("held lanes") { $0.lanes.count { $0.worker.isHeld } == 3 }
    #expect(test.lines.isEmpty)
    test.run.resume()
    #expect(try test.card().check == .match)
  }

  @Test func `lanes keep their numbers and events tell rounds apart`() throws {
    let test = try TestRun(BasicThreads(), ["size": "1ms", "rounds": "3"], standing: .zero)
    let feed = test.run.events()
    _ = try test.play()
    let running = feed.drain().filter { $0.state == .running }.compactMap(\.task)
    #expect(running.sorted() == Array(0..<9))
    #expect(test.run.snapshot().lanes.map(\.worker.id) == [0, 1, 2])
  }

  @Test func `a pool's first workers are heard`() throws {
    for _ in 0..<20 {
      let test = try TestRun(PoolSubmit(), ["size": "1ms", "tasks": "4"])
      let feed = test.run.events()
      _ = try test.play()
      let started = feed.drain().filter { $0.state == .workerStarted }.compactMap(\.worker)
      #expect(started.sorted() == [0, 1, 2, 3])
    }
  }
}
