// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

@Suite(.watched) struct StagedRunTests {
  private static let ids = DemoIDs.all
  private static let working = DemoIDs.working

  /// Whether everybody waits for time, or for somebody who does.
  private static func areAllWaiting(_ snapshot: RunSnapshot) -> Bool {
    // A crew starts its threads one after another; all of them have to be there.
    let producers = snapshot.settings["producers"] == nil ? 0 : snapshot.settings.int("producers")
    let states = snapshot.lanes.map(\.worker.state)
    return states.count == snapshot.settings.workers + producers && states.contains(.waiting)
      && states.allSatisfy { $0 == .waiting || producers > 0 && $0 == .blocked }
  }

  private func demo(_ id: String) throws -> any Demo { try #require(DemoCatalogue.demo(id)) }

  // MARK: Rounds

  @Test(arguments: ids) func `rounds repeat and are counted`(id: String) throws {
    let test = try TestRun(quick: demo(id), ["rounds": "3"])
    let card = try test.play()
    let end = test.run.snapshot()
    #expect(card.outcome == .ok && card.rounds == 3 && card.check == .match)
    #expect(end.round == 3 && end.roundTimes.count == 3)
    #expect(end.roundDone + end.roundCancelled == end.roundTotal && end.roundTotal > 0)
    // Where threads share items, those are what a round has to do.
    let isShared = end.settings["items"] != nil
    #expect(end.counts.submitted == UInt64(3 * (isShared ? end.lanes.count : end.roundTotal)))
    #expect(end.counts.isConserved && end.counts == card.counts)
    #expect((end.previousRoundMark.map { (0...1).contains($0) }) == true)
  }

  @Test(arguments: ids) func `rounds without a limit end with the stop`(id: String) throws {
    let test = try TestRun(quick: demo(id), ["rounds": "inf"])
    test.run.start()
    try test.until("a fourth round") { $0.round >= 4 }
    test.run.stop(.requested)
    let card = try test.card()
    #expect(card.outcome == .stopped && card.reason == .requested && card.check == .match)
    #expect(card.rounds >= 3 && card.resultLine != nil && card.failure == nil)
  }

  @Test func `the round stands before the next one`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "1ms", "rounds": "2"], standing: .seconds(30))
    test.run.start()
    let standing = try test.until("the round to stand") { $0.phase == .standing }
    #expect(standing.round == 1 && standing.roundTimes.count == 1 && standing.check == .match)
    #expect(standing.resultLine?.hasPrefix("Downloaded 10 files") == true)
    #expect(standing.aha != nil && standing.lanes.count == 4)
    #expect(standing.lanes.allSatisfy { !$0.worker.state.isBusy })
    let later = try test.until("time to pass") { $0.elapsed > standing.elapsed }
    #expect(later.roundElapsed == standing.roundElapsed)
    test.run.stop(.requested)
    #expect(try test.card().rounds == 1)
  }

  @Test func `the number of rounds may be turned`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "1ms", "rounds": "inf"])
    test.run.start()
    try test.until("a second round") { $0.round >= 2 }
    try test.set("rounds", "1")
    #expect(try test.card().outcome == .ok)
  }

  // MARK: Stop

  @Test(arguments: working) func `stop ends the run in the middle of waits`(id: String) throws {
    let test = try TestRun(demo(id), ["size": "10s", "speed": "0.01"])
    test.run.start()
    try test.until("waiting workers", Self.areAllWaiting)
    test.run.stop(.replaced)
    test.run.stop(.requested)
    let card = try test.card()
    #expect(card.outcome == .cancelled && card.reason == .replaced && card.check == .none)
    #expect(card.rounds == 0 && card.failure == nil && card.mismatch == nil)
    #expect(card.counts.isConserved && card.counts.running == 0 && card.counts.queued == 0)
    #expect(!test.run.snapshot().lanes.isEmpty)
  }

  @Test(arguments: working) func `stop ends computing tasks`(id: String) throws {
    let test = try TestRun(demo(id), ["size": "10s", "work": "cpu", "speed": "0.1"])
    test.run.start()
    try test.until("steps done") { snapshot in
      snapshot.lanes.contains { ($0.worker.task?.activity.fraction ?? 0) > 0 }
    }
    test.run.stop(.unattended)
    #expect(try test.card().outcome == .stopped)
  }

  @Test(arguments: working) func `stop ends a paused run`(id: String) throws {
    let test = try TestRun(demo(id), ["size": "10s"])
    test.run.start()
    try test.until("waiting workers", Self.areAllWaiting)
    test.run.pause()
    test.run.stop(.requested)
    #expect(try test.card().outcome == .stopped)
    #expect(!test.run.snapshot().isPaused)
  }

  @Test func `a run that never started can be stopped`() throws {
    let test = try TestRun(PoolSubmit())
    test.run.stop(.quitting)
    #expect(try test.card().outcome == .cancelled)
    test.run.start()
    #expect(test.run.snapshot().phase == .ended && test.lines.isEmpty)
  }

  @Test(arguments: ids) func `stop and pause from many threads end well`(id: String) throws {
    for delay in 0..<6 {
      let test = try TestRun(quick: demo(id), ["rounds": "inf"], standing: .zero)
      let run = test.run
      let threads = (0..<3).map { index in
        WorkerThread<Void, Never>(name: "visitor-\(index)") {
          for _ in 0..<20 {
            run.pause()
            try? run.set("workers", to: .int(1 + index * 2))
            _ = run.snapshot()
            run.resume()
          }
        }
      }
      run.start()
      for thread in threads { try thread.start() }
      TestRun.nap(.milliseconds(delay))
      run.stop(.requested)
      #expect(try test.card().check != .mismatch)
      for thread in threads { try thread.join() }
    }
  }

  // MARK: Pause

  @Test(arguments: working) func `pause freezes time and tasks`(id: String) throws {
    let test = try TestRun(demo(id), ["size": "10s"])
    test.run.start()
    try test.until("waiting workers", Self.areAllWaiting)
    test.run.pause()
    let first = try test.until("everybody to stand still") { $0.isPaused && $0.stillMoving == 0 }
    TestRun.nap(.milliseconds(30))
    let second = test.run.snapshot()
    #expect(second.elapsed == first.elapsed && second.roundElapsed == first.roundElapsed)
    let activity = { (snapshot: RunSnapshot) in snapshot.lanes.map { $0.worker.task?.activity } }
    #expect(activity(second) == activity(first))
    #expect(second.counts.ended == first.counts.ended)
    test.run.resume()
    try test.until("time to go on") {
      $0.elapsed > second.elapsed && activity($0) != activity(second)
    }
  }

  @Test func `computing tasks stand still too`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "10s", "work": "cpu"])
    test.run.start()
    try test.until("steps") { $0.lanes.contains { ($0.worker.task?.activity.fraction ?? 0) > 0 } }
    test.run.pause()
    let first = try test.until("everybody to stand still") { $0.stillMoving == 0 }
    TestRun.nap(.milliseconds(30))
    let second = test.run.snapshot()
    #expect(
      first.lanes.map { $0.worker.task?.activity } == second.lanes.map { $0.worker.task?.activity }
    )
    #expect(second.lanes.allSatisfy { $0.worker.isHeld || !$0.worker.state.isBusy })
  }

  @Test func `a paused run starts no round`() throws {
    let test = try TestRun(
      PoolSubmit(),
      ["size": "1ms", "rounds": "2"],
      standing: .seconds(1)
    )
    test.run.start()
    try test.until("the round to stand") { $0.phase == .standing }
    test.run.pause()
    TestRun.nap(.milliseconds(1200))
    #expect(test.run.snapshot().phase == .standing)
    test.run.resume()
    #expect(try test.card().rounds == 2)
  }

  @Test func `a run may be paused before it starts`() throws {
    let test = try TestRun(ReturnValue(), ["size": "1ms"])
    test.run.pause()
    test.run.start()
    TestRun.nap(.milliseconds(20))
    #expect(test.run.snapshot().elapsed == .zero)
    #expect(test.run.snapshot().roundTimes.isEmpty)
    test.run.resume()
    #expect(try test.card().outcome == .ok)
  }

  // MARK: Knobs

  @Test func `a bad value is refused in one sentence`() throws {
    let test = try TestRun(PoolSubmit())
    let range = #expect(throws: KnobError.self) { try test.run.set("workers", to: .int(0)) }
    #expect(range?.description == "workers must be 1...4096, got 0")
    let kind = #expect(throws: KnobError.self) { try test.run.set("size", to: .int(3)) }
    #expect(kind?.knob == "size")
    let name = #expect(throws: KnobError.self) { try test.run.set("wheels", to: .int(3)) }
    #expect(name?.isUnknownKnob == true)
  }

  @Test func `next-run knobs keep the pending value`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "1ms", "rounds": "inf"])
    test.run.start()
    try test.set("tasks", "3")
    let round = test.run.snapshot().round
    let later = try test.until("two more rounds") { $0.round >= round + 2 }
    #expect(later.settings["tasks"] == .int(3))
    #expect(later.roundTotal == 10)
    test.run.stop(.requested)
    #expect(try test.card().check == .match)
    #expect(test.run.snapshot().settings["tasks"] == .int(3))
  }

  @Test func `knobs of an ended run are for the next one`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "1ms"])
    _ = try test.play()
    try test.set("workers", "7")
    #expect(test.run.snapshot().settings["workers"] == .int(7))
    #expect(test.run.snapshot().lanes.count == 4)
  }

  @Test(arguments: working) func `speed acts on waits that are going on`(id: String) throws {
    let test = try TestRun(demo(id), ["size": "1s", "speed": "0.01"])
    test.run.start()
    try test.until("waiting workers", Self.areAllWaiting)
    try test.set("speed", "10")
    #expect(try test.card().outcome == .ok)
    let card = try test.card()
    #expect(card.ideal == nil)
  }

  @Test func `the work of tasks can be turned while they run`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "2ms", "rounds": "inf"])
    test.run.start()
    try test.set("work", "cpu")
    try test.until("computing tasks") { snapshot in
      snapshot.lanes.contains { lane in
        if case .steps? = lane.worker.task?.activity { true } else { false }
      }
    }
    test.run.stop(.requested)
    #expect(try test.card().check != .mismatch)
  }

  // MARK: Visitors

  @Test func `the wake descriptor tells of prints and edges`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "1ms"])
    let isReadable = {
      var entry = pollfd(fd: test.run.wakeDescriptor, events: Int16(POLLIN), revents: 0)
      return poll(&entry, 1, 0) == 1
    }
    test.run.clearWake()
    #expect(!isReadable())
    _ = try test.play()
    #expect(eventually { isReadable() })
    // Its last edge may come a moment after its end.
    let isCleared = eventually {
      test.run.clearWake()
      return !isReadable()
    }
    #expect(isCleared)
  }

  @Test(arguments: ids) func `events tell the life of every task`(id: String) throws {
    let test = try TestRun(quick: demo(id))
    let feed = test.run.events()
    let card = try test.play()
    let events = feed.drain()
    #expect(feed.droppedCount == 0)
    let finished = events.filter { $0.state == .finished }.compactMap(\.task)
    #expect(UInt64(finished.count) == card.counts.finished && Set(finished).count == finished.count)
    for task in finished {
      let states = events.filter { $0.task == task }.map(\.state).filter { $0 != .queued }
      #expect(states == [.running, .finished])
    }
  }

  @Test func `events can be listened to in the middle`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "1ms", "rounds": "inf"])
    test.run.start()
    try test.until("a round") { $0.round >= 2 }
    let feed = test.run.events()
    let round = test.run.snapshot().round
    try test.until("another round") { $0.round >= round + 2 }
    #expect(!feed.drain().isEmpty)
  }

  @Test(arguments: ids) func `every picture is conserved`(id: String) throws {
    let test = try TestRun(quick: demo(id), ["rounds": "5"], standing: .zero)
    test.run.start()
    var last = RunSnapshot()
    try test.until("the end") { now in
      #expect(now.counts.isConserved)
      #expect((0...max(0, now.roundTotal)).contains(now.roundDone))
      #expect(now.counts.ended >= last.counts.ended)
      #expect(now.round >= last.round && now.elapsed >= last.elapsed)
      #expect(now.previousRoundMark.map { (0...1).contains($0) } ?? true)
      last = now
      return now.phase == .ended
    }
  }

  @Test func `a computing run receives CPU and a waiting one hardly any`() throws {
    let computing = try TestRun(PoolSubmit(), ["size": "20ms", "work": "cpu", "tasks": "4"]).play()
    let received = try #require(computing.cpusReceived)
    #expect(received > 0 && received < 64)
    let waiting = try TestRun(PoolSubmit(), ["size": "20ms"]).play()
    #expect((waiting.cpusReceived ?? 1) < 0.9)
  }
}
