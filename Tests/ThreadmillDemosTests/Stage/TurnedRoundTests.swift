// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

/// Knobs that are turned at the edges of rounds, and what pause and stop cost.
@Suite struct TurnedRoundTests {
  @Test func `a knob that stays where it is spoils nothing`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "60ms", "tasks": "4"])
    test.run.start()
    try test.until("waits") { $0.lanes.contains { $0.worker.state == .waiting } }
    try test.run.set("workers", to: .int(4))
    try test.run.set("size", to: .duration(.milliseconds(60)))
    try test.run.set("speed", to: .choice("1"))
    let card = try test.card()
    #expect(card.ideal == .milliseconds(60))
    #expect(card.aha?.contains("while it ran") == false)
  }

  @Test func `the last round promises no next one`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "10s", "tasks": "4"])
    test.run.start()
    try test.until("waits") { $0.lanes.contains { $0.worker.state == .waiting } }
    try test.set("speed", "10")
    try test.set("speed", "1")
    try test.set("workers", "5")
    test.run.stop(.requested)
    #expect(try test.card().aha == nil)

    let whole = try TestRun(PoolSubmit(), ["size": "1s", "tasks": "4", "speed": "0.1"])
    whole.run.start()
    try whole.until("waits") { $0.lanes.contains { $0.worker.state == .waiting } }
    try whole.set("speed", "10")
    let card = try whole.card()
    #expect(card.aha?.contains("speed 0.1 → 10 while it ran") == true)
    #expect(card.aha?.contains("next one") == false)
    #expect(whole.run.snapshot().aha == card.aha)
  }

  @Test func `a stopped run's card promises nothing either`() throws {
    let test = try TestRun(
      PoolSubmit(),
      ["size": "1s", "tasks": "4", "speed": "0.1", "rounds": "5"],
      standing: .seconds(50)
    )
    test.run.start()
    try test.until("waits") { $0.lanes.contains { $0.worker.state == .waiting } }
    try test.set("speed", "10")
    let standing = try test.until("the round to stand") { $0.phase == .standing }
    #expect(standing.aha?.hasSuffix("the next one shows the whole difference.") == true)
    test.run.stop(.requested)
    #expect(try test.card().aha?.contains("next one") == false)
  }

  @Test func `fewer rounds act while one stands`() throws {
    let test = try TestRun(PoolSubmit(), ["size": "1ms", "rounds": "3"], standing: .seconds(3000))
    test.run.start()
    try test.until("the round to stand") { $0.phase == .standing }
    try test.set("rounds", "1")
    let card = try test.card()
    #expect(card.outcome == .ok && card.rounds == 1)
  }

  /// Turned as often and as fast as possible: a round counts as steady only if its knobs stood still.
  @Test(arguments: ["return-value", "pool-submit"]) func `a steady round has steady knobs`(
    id: String
  ) throws {
    let demo = try #require(DemoCatalogue.demo(id))
    let test = try TestRun(demo, ["size": "1ms", "rounds": "150", "speed": "10"], standing: .zero)
    let run = test.run
    let turner = WorkerThread<Void, Never>(name: "turner") {
      var workers = 2
      while run.snapshot().phase != .ended {
        workers = workers == 2 ? 7 : 2
        try? run.set("workers", to: .int(workers))
        TestRun.nap(.microseconds(300))
      }
    }
    try turner.start()
    let card = try test.play()
    try turner.join()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
  }

  @Test func `after a stop knobs are for the next run`() throws {
    let test = try TestRun(ReturnValue(), ["size": "10s", "workers": "2"])
    test.run.start()
    try test.until("two waits") { $0.lanes.count { $0.worker.state == .waiting } == 2 }
    test.run.stop(.requested)
    try test.set("workers", "50")
    let card = try test.card()
    #expect(card.counts.submitted == 2)
    #expect(test.run.snapshot().settings["workers"] == .int(50))
  }

  @Test func `a task says how long it really took`() throws {
    let test = try TestRun(AsCompletedDemo(), ["size": "1s", "tasks": "4", "speed": "0.01"])
    test.run.start()
    try test.until("waits") { $0.lanes.count { $0.worker.state == .waiting } == 4 }
    try test.set("speed", "10")
    try test.set("size", "1ms")
    _ = try test.card()
    // 1 s and more at a hundredth of the speed would be 100 s; ten times faster it is 0.1 s.
    for line in test.lines.dropFirst() {
      let took = try #require(line.split(separator: " ").last.flatMap { Double($0.dropLast(2)) })
      #expect(took >= 0.09 && took < 60, "\(line)")
    }
  }

  /// In CPU time, which a busy machine does not stretch: at each pause a computing thread may do the
  /// rest of its slice, and no more.
  @Test func `a pause lets computing threads do little more`() throws {
    let count = 32
    let test = try TestRun(
      PoolSubmit(),
      ["size": "10s", "work": "cpu", "workers": "\(count)", "tasks": "\(count)"]
    )
    let cpu = { (snapshot: RunSnapshot) in
      snapshot.lanes.reduce(Duration.zero) { $0 + ($1.worker.cpu ?? .zero) }
    }
    test.run.start()
    try test.until("steps of all") { snapshot in
      snapshot.lanes.count { ($0.worker.task?.activity.fraction ?? 0) > 0 } == count
    }
    test.run.pause()
    let before = cpu(test.run.snapshot())
    let still = try test.until("stillness") { $0.stillMoving == 0 }
    let rest = cpu(still) - before
    #expect(rest < .microseconds(500 * count), "\(rest) for \(count) threads")
    test.run.stop(.requested)
    _ = try test.card()
  }

  @Test func `whoever does not look lets rounds follow at once`() throws {
    let run = PoolSubmit().makeRun(PoolSubmit().info.seedSettings, standing: .zero)
    try run.set("rounds", to: .int(3))
    try run.set("size", to: .duration(.milliseconds(1)))
    run.start()
    #expect(run.waitUntilEnded(upTo: TestRun.deadline))
    let snapshot = run.snapshot()
    let played = snapshot.roundTimes.reduce(Duration.zero, +)
    #expect(snapshot.roundTimes.count == 3 && snapshot.elapsed >= played)
    #expect(snapshot.card?.rounds == 3)
  }
}
