// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillTelemetry

/// The knob `workers`, turned in the middle of a round.
@Suite(.watched) struct LiveWorkersTests {
  private static let pools = ["pool-submit", "pool-map", "as-completed"]

  private func states(_ snapshot: RunSnapshot) -> [WorkerState] {
    snapshot.lanes.map(\.worker.state)
  }

  // MARK: Threads

  @Test func `one more starts its own wait at once`() throws {
    let test = try TestRun(ReturnValue(), ["size": "10s", "workers": "2"])
    test.run.start()
    try test.until("two waits") { self.states($0) == [.waiting, .waiting] }
    try test.set("workers", "+1")
    try test.set("workers", "+1")
    let four = try test.until("four waits") { self.states($0).count { $0 == .waiting } == 4 }
    #expect(four.lanes.map(\.worker.id) == [0, 1, 2, 3])
    #expect(four.lanes.map(\.worker.name) == ["Thread-0", "Thread-1", "Thread-2", "Thread-3"])
    #expect(four.roundTotal == 4)
    // Paused, because lanes are read one after another, and time goes on between them.
    test.run.pause()
    let held = try test.until("all held") { $0.lanes.allSatisfy(\.worker.isHeld) }
    let fractions = held.lanes.map { $0.worker.task?.activity.fraction ?? -1 }
    #expect(fractions[3] <= fractions[0])
    test.run.resume()
    try test.set("speed", "10")
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match)
    #expect(card.resultLine == "Results: [0, 1, 4, 9]")
  }

  @Test func `fewer cancels the newest, whose lanes stay`() throws {
    let test = try TestRun(ReturnValue(), ["size": "10s", "workers": "4"])
    test.run.start()
    try test.until("four waits") { self.states($0).count { $0 == .waiting } == 4 }
    try test.set("workers", "2")
    let two = try test.until("two cancelled lanes") {
      self.states($0) == [.waiting, .waiting, .cancelled, .cancelled]
    }
    #expect(two.roundDone == 0 && two.roundCancelled == 2 && two.roundTotal == 4)
    #expect(two.counts.cancelled == 2)
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match && card.counts.cancelled == 2)
    #expect(card.resultLine == "Results: [0, 1]")
    #expect(states(test.run.snapshot()) == [.finished, .finished, .cancelled, .cancelled])
  }

  @Test func `a thread that was cancelled can be asked for again`() throws {
    let test = try TestRun(BasicThreads(), ["size": "10s", "workers": "3"])
    test.run.start()
    try test.until("three waits") { self.states($0).count { $0 == .waiting } == 3 }
    try test.set("workers", "1")
    try test.until("cancelled lanes") { self.states($0) == [.waiting, .cancelled, .cancelled] }
    try test.set("workers", "2")
    try test.until("its second life") { self.states($0) == [.waiting, .waiting, .cancelled] }
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.check == .match && card.counts.submitted == 4 && card.counts.cancelled == 2)
  }

  @Test func `what has ended stays as it ended`() throws {
    let test = try TestRun(BasicThreads(), ["size": "4s", "workers": "3", "speed": "1"])
    test.run.start()
    try test.until("three waits") { self.states($0).count { $0 == .waiting } == 3 }
    test.run.pause()
    try test.set("workers", "1")
    test.run.resume()
    try test.until("cancelled lanes") { self.states($0) == [.waiting, .cancelled, .cancelled] }
    try test.set("size", "1ms")
    #expect(try test.card().check == .match)
  }

  @Test func `a larger size keeps the share that has elapsed`() throws {
    let test = try TestRun(ReturnValue(), ["size": "5s", "workers": "1"])
    test.run.start()
    let fraction = { (snapshot: RunSnapshot) in
      snapshot.lanes.first?.worker.task?.activity.fraction ?? 0
    }
    try test.until("a tenth of the wait") { fraction($0) > 0.1 }
    test.run.pause()
    let before = try test.until("stillness") { $0.stillMoving == 0 }
    try test.set("size", "10s")
    let after = try test.until("the new size") { snapshot in
      snapshot.lanes.first?.worker.task?.activity
        .requested == .seconds(10)
    }
    #expect(abs(fraction(after) - fraction(before)) < 0.02)
    test.run.stop(.requested)
    _ = try test.card()
  }

  @Test func `a new thread between rounds starts the next round at once`() throws {
    let test = try TestRun(ReturnValue(), ["size": "1ms", "rounds": "2"], standing: .seconds(3600))
    test.run.start()
    try test.until("the round to stand") { $0.phase == .standing }
    try test.set("workers", "+1")
    #expect(try test.card().counts.submitted == 11)
  }

  @Test func `sixty-four threads come and go`() throws {
    let test = try TestRun(ReturnValue(), ["size": "2ms", "rounds": "6"], standing: .zero)
    test.run.start()
    for count in [64, 1, 33, 2, 64, 7] { try test.set("workers", "\(count)") }
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match && card.counts.isConserved)
  }

  // MARK: Pools

  @Test(arguments: pools) func `a pool grows and shrinks in the middle of a round`(id: String)
    throws
  {
    let demo = try #require(DemoCatalogue.demo(id))
    let test = try TestRun(demo, ["size": "10s", "workers": "2", "tasks": "12"])
    test.run.start()
    try test.until("two waits") { self.states($0) == [.waiting, .waiting] }
    try test.set("workers", "x2")
    try test.until("four waits") { self.states($0).count { $0 == .waiting } == 4 }
    try test.set("workers", "1")
    try test.until("three retiring workers") { $0.lanes.count { $0.worker.isRetiring } == 3 }
    try test.set("workers", "12")
    try test.until("twelve waits") { self.states($0).count { $0 == .waiting } == 12 }
    test.run.stop(.requested)
    let counts = try test.card().counts
    #expect(counts.ended == 12 && counts.isConserved)
  }

  @Test(arguments: pools) func `resizing loses no task`(id: String) throws {
    let demo = try #require(DemoCatalogue.demo(id))
    let test = try TestRun(demo, ["size": "1ms", "tasks": "120", "rounds": "3", "speed": "10"])
    test.run.start()
    for count in [1, 40, 2, 16, 3, 1, 8] {
      try test.set("workers", "\(count)")
      TestRun.nap()
    }
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match)
    #expect(card.counts.finished == card.counts.submitted && card.counts.submitted == 360)
    #expect(test.run.snapshot().settings["workers"] == .int(8))
  }

  @Test func `a larger size is for tasks that have not started`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "3s", "workers": "1", "tasks": "2"])
    test.run.start()
    try test.until("the first wait") { self.states($0) == [.waiting] }
    try test.set("size", "9s")
    let first = try #require(test.run.snapshot().lanes.first?.worker.task)
    #expect(first.id == 0 && first.activity.requested == .seconds(3))
    try test.set("speed", "10")
    try test.until("the second wait") {
      $0.lanes.first?.worker.task?.activity.requested == .seconds(9)
    }
  }
}

extension TaskActivity {
  /// How long a wait is in all.
  fileprivate var requested: Duration? {
    if case .wait(_, let requested) = self { requested } else { nil }
  }
}
