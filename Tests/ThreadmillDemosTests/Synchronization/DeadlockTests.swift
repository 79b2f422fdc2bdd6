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
    leavers: [Int] = [],
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
      leavers: leavers,
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
    #expect(demo.mismatch(outcome(.none, rings: [5], victims: [3, 4], meals: 9), round) != nil)
    #expect(demo.mismatch(outcome(.none, rings: [5], leavers: [4]), round) != nil)
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

  // MARK: Said

  @Test func `the line tells what has opened the ring`() {
    #expect(
      demo.line(outcome(.none, rings: [5], victims: [4], meals: 13))
        == "Deadlock: a ring of 5, opened by stopping Philosopher-4; 13 meals eaten"
    )
    #expect(
      demo.line(outcome(.none, rings: [5], leavers: [4], meals: 13))
        == "Deadlock: a ring of 5, opened when Philosopher-4 left; 13 meals eaten"
    )
    #expect(
      demo.line(outcome(.timeout, rings: [5, 5]))
        == "Deadlock: 2 rings, the first of 5, opened by a timeout; 15 meals eaten"
    )
    #expect(
      demo.line(outcome(.timeout, rings: [5, 5], leavers: [4]))
        .contains(", opened when Philosopher-4 left and by a timeout; ")
    )
    #expect(
      demo.line(outcome(.none, rings: [5, 4], victims: [3], leavers: [4]))
        .contains(", opened by stopping Philosopher-3 and when Philosopher-4 left; ")
    )
    #expect(!demo.line(outcome(.none, rings: [5])).contains("timeout"))
    #expect(demo.line(outcome(.none, meals: 1)) == "No deadlock with no cure: 1 meal eaten")
  }

  @Test func `the sentence counts rings and victims`() throws {
    let round = try report()
    #expect(
      demo.aha(outcome(.none, rings: [5], victims: [4], meals: 13), round)
        == "5 threads waited for each other in a ring; one was stopped, and the others ate: "
        + "13 meals in 1.00 s."
    )
    #expect(
      demo.aha(outcome(.none, rings: [5, 5], victims: [3, 4], meals: 11), round)
        .contains("in a ring, the first of 2; 2 were stopped, and the others ate: ")
    )
    #expect(
      demo.aha(outcome(.timeout, rings: [5]), round)
        .contains("in a ring; it opened by a timeout: 15 meals")
    )
  }

  @Test(arguments: DiningCure.allCases) func `nobody closes a ring alone`(cure: DiningCure) throws {
    let alone = demo.aha(outcome(cure, meals: 3), try report(["workers": "1"]))
    #expect(
      alone == "One alone has both forks to itself, and no ring can close: 3 meals in 1.00 s."
    )
    let many = demo.aha(outcome(cure, meals: 192), try report(["workers": "64"]))
    #expect(many.contains("192 meals") && !many.contains("alone"))
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

  // MARK: A ring that opens by itself

  private func text(_ label: String, _ test: TestRun) -> String {
    let fact = test.run.snapshot().facts.first { $0.label == label }
    if case .text(let text)? = fact?.value { return text }
    return ""
  }

  /// A run that is paused while a ring stands that nobody has opened yet.
  ///
  /// A busy machine may be away for the two seconds that it stands, but not every time.
  private func pausedRing(_ assignments: KeyValuePairs<String, String>) throws -> TestRun {
    for _ in 0..<10 {
      let test = try TestRun(demo, assignments)
      test.run.start()
      try test.until("a ring") { _ in text("deadlock", test).contains("in a ring") }
      test.run.pause()
      let isWhole = text("meals", test) == "0 eaten, 0 times backed off"
      if isWhole, test.run.snapshot().counts.cancelled == 0 { return test }
    }
    return try #require(nil, "the ring is always opened before")
  }

  @Test func `a timeout does not pass in a pause, and is said to have opened the ring`() throws {
    let test = try pausedRing(["cure": "timeout", "size": "10s", "speed": "10", "meals": "1"])
    TestRun.nap(.milliseconds(2300))
    #expect(text("meals", test) == "0 eaten, 0 times backed off")
    #expect(text("deadlock", test) == "5 threads in a ring, nobody can go on")
    test.run.resume()
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.check == .match && card.counts.cancelled == 0, "\(card.mismatch ?? "")")
    #expect(card.resultLine?.contains(", opened by a timeout; 5 meals eaten") == true)
    #expect(text("deadlock", test) == "a timeout opened a ring")
  }

  @Test func `a ring that the knob opens needs no victim`() throws {
    let test = try pausedRing(["size": "5s", "speed": "10", "meals": "1"])
    try test.set("workers", "4")
    // The one beside the place that is free now has both forks, and eats as soon as the run goes on.
    try test.until("a fork that was laid down and taken") { snapshot in
      snapshot.counts.cancelled == 1 && snapshot.primitives.last?.holder?.name == "Philosopher-3"
    }
    // The new one is in no ring, whenever that one would have been opened.
    try test.set("workers", "5")
    test.run.resume()
    let card = try test.card()
    #expect(card.check == .match, "\(card.mismatch ?? "")")
    #expect(card.counts.cancelled == 1 && card.resultFields.contains(.init("victims", .ints([]))))
    #expect(
      card.resultLine == "Deadlock: a ring of 5, opened when Philosopher-4 left; 5 meals eaten"
    )
    #expect(text("deadlock", test) == "Philosopher-4 left and opened a ring")
  }

  @Test func `timeouts that let go leave no claim about rings`() throws {
    var held = outcome(.timeout)
    held.backOffs = 6
    #expect(demo.line(held) == "No lasting deadlock: timeouts let go 6 times; 15 meals eaten")
    let aha = demo.aha(held, try Reports.round(demo, ["cure": "timeout"]))
    #expect(aha.contains("6 times somebody had waited for too long and let go"), "\(aha)")
    #expect(demo.line(outcome(.timeout)) == "No deadlock with a timeout: 15 meals eaten")
  }
}
