// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

/// The ring, and what keeps it open.
@Suite(.watched) struct DeadlockTests {
  private let demo = Deadlock()

  private func report(_ assignments: [String: String] = [:]) throws -> RoundReport {
    let settings = try demo.info.settings(
      base: demo.info.seedSettings,
      assignments: assignments.map { ($0.key, $0.value) }
    )
    return RoundReport(settings: settings, time: .seconds(1))
  }

  private func outcome(
    _ cure: DiningCure,
    rings: [Int] = [],
    victims: [Int] = [],
    meals: Int = 15,
    clashes: Int = 0
  ) -> DiningOutcome {
    let ends = (0..<5).map { number in
      CrewOutcome<Int>
        .End(
          index: number,
          result: victims.contains(number) ? .failure(.cancelled) : .success(3)
        )
    }
    return DiningOutcome(
      crew: CrewOutcome(orders: (0..<5).map { .start($0) }, ends: ends),
      cure: cure,
      rings: rings,
      victims: victims,
      meals: meals,
      clashes: clashes
    )
  }

  // MARK: The oracle

  @Test func `all ate or a ring was opened`() throws {
    let round = try report()
    #expect(demo.mismatch(outcome(.none), round) == nil)
    #expect(demo.mismatch(outcome(.none, rings: [5], victims: [4], meals: 13), round) == nil)
    #expect(demo.mismatch(outcome(.none, victims: [4], meals: 13), round) != nil)
    #expect(demo.mismatch(outcome(.none, meals: 14), round) != nil)
    #expect(demo.mismatch(outcome(.none, clashes: 1), round) != nil)
  }

  @Test func `a cure lets no ring close`() throws {
    let round = try report()
    for cure in DiningCure.allCases {
      let ring = outcome(cure, rings: [5], victims: [4], meals: 12)
      #expect((demo.mismatch(ring, round) == nil) == !cure.preventsCycles)
    }
  }

  @Test func `nobody stops without being asked`() throws {
    var wrong = outcome(.none, rings: [5], victims: [4], meals: 12)
    wrong.victims = [3]
    #expect(try demo.mismatch(wrong, report()) == "Thread-4: the task was cancelled")
  }

  // MARK: Real philosophers

  /// A busy machine may keep one from reaching in time, but not in every round.
  @Test(arguments: [2, 5]) func `without a cure the ring closes and is opened`(count: Int) throws {
    let test = try TestRun(demo, ["size": "50ms", "workers": "\(count)", "rounds": "inf"])
    test.run.start()
    let line = "Deadlock: a ring of \(count), opened by stopping Philosopher-"
    let opened = try test.until("a ring that was opened") {
      // With all of its forks: the next round may be about to lay the table.
      $0.resultLine?.hasPrefix(line) == true && $0.primitives.count == count
    }
    #expect(opened.primitives.map(\.name) == (0..<count).map { "fork \($0)" })
    #expect(opened.check == .match && opened.counts.cancelled > 0)
    test.run.stop(.requested)
    #expect(try test.card().check == .match)
    let start = try #require(test.lines.firstIndex(of: "Deadlock: \(count) threads in a ring"))
    let waits = test.lines[(start + 1)...].prefix(count)
    #expect(waits.allSatisfy { $0.contains(" waits for lock \"fork ") }, "\(waits)")
  }

  @Test(arguments: DiningCure.allCases.filter(\.preventsCycles)) func `with a cure all eat`(
    cure: DiningCure
  ) throws {
    let card = try TestRun(demo, ["cure": cure.rawValue, "size": "3ms", "rounds": "3"]).play()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(card.resultFields.contains(.init("meals", .int(15))))
    #expect(card.counts.cancelled == 0)
  }

  @Test func `a timeout opens the ring by itself`() throws {
    let card = try TestRun(demo, ["cure": "timeout", "size": "100ms", "meals": "1"]).play()
    #expect(card.check == .match && card.counts.cancelled == 0)
    #expect(card.resultFields.contains(.init("meals", .int(5))))
  }

  @Test func `one philosopher has two forks`() throws {
    let card = try TestRun(demo, ["workers": "1", "size": "1ms"]).play()
    #expect(card.check == .match && card.resultFields.contains(.init("meals", .int(3))))
  }

  @Test func `a ring that stands can be stopped, paused and turned down`() throws {
    for action in ["stop", "pause", "fewer"] {
      let test = try TestRun(demo, ["size": "10s", "speed": "10"])
      test.run.start()
      try test.until("a ring") { snapshot in
        snapshot.facts.contains { $0.value == .text("5 threads in a ring, nobody can go on") }
      }
      if action == "fewer" { try test.set("workers", "1") }
      if action == "pause" { test.run.pause() }
      if action != "fewer" { test.run.stop(.requested) }
      if action == "fewer" { try test.set("size", "1ms") }
      let card = try test.card()
      #expect(card.outcome == (action == "fewer" ? .ok : .stopped), "\(card.mismatch ?? "")")
    }
  }
}
