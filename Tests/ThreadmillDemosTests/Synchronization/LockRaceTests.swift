// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

/// The counter, with every guard and without.
@Suite(.watched) struct LockRaceTests {
  private let demo = LockRace()

  private func report(
    _ assignments: [String: String] = [:],
    wasTurned: Bool = false
  ) throws -> RoundReport {
    let settings = try demo.info.settings(
      base: demo.info.seedSettings,
      assignments: assignments.map { ($0.key, $0.value) }
    )
    return RoundReport(
      settings: settings,
      wasTurned: wasTurned,
      time: .milliseconds(3),
      worked: .milliseconds(1),
      cpu: .milliseconds(1)
    )
  }

  private func outcome(
    _ variant: RaceVariant,
    counter: Int,
    expected: Int = 2000,
    returned: [Int] = [1000, 1000]
  ) -> RaceOutcome {
    RaceOutcome(
      crew: CrewOutcome(
        orders: returned.indices.map { .start($0) },
        ends: returned.enumerated().map { .init(index: $0.offset, result: .success($0.element)) }
      ),
      variant: variant,
      counter: counter,
      expected: expected
    )
  }

  // MARK: The oracle

  @Test(arguments: RaceVariant.allCases) func `only what has no common guard may lose`(
    variant: RaceVariant
  )
    throws
  {
    let round = try report()
    #expect(demo.mismatch(outcome(variant, counter: 2000), round) == nil)
    #expect((demo.mismatch(outcome(variant, counter: 1834), round) == nil) == !variant.isExact)
    #expect(demo.mismatch(outcome(variant, counter: 2001), round) != nil)
    #expect(demo.mismatch(outcome(variant, counter: 0), round) != nil)
  }

  @Test func `what threads say is compared with what they were asked`() throws {
    let round = try report()
    let short = outcome(.split, counter: 1900, expected: 1999, returned: [1000, 999])
    #expect(demo.mismatch(short, round) == "Thread-1 returned 999, expected 1000")
    let forgetful = outcome(.lock, counter: 1999, expected: 1999)
    #expect(
      demo.mismatch(forgetful, round) == "the threads returned 2000 increments and counted 1999"
    )
    #expect(demo.mismatch(outcome(.lock, counter: 1000, returned: [1000]), round) != nil)
  }

  @Test(arguments: RaceVariant.allCases) func `who is alone loses nothing`(
    variant: RaceVariant
  ) throws {
    let alone = { (counter: Int) in
      outcome(variant, counter: counter, expected: 1000, returned: [1000])
    }
    let round = try report(["workers": "1"])
    #expect(demo.mismatch(alone(1000), round) == nil)
    #expect(demo.mismatch(alone(999), round) != nil)
  }

  @Test(arguments: [RaceVariant.split, .yielding, .wrongLock])
  func `the last write is never a first one`(variant: RaceVariant) throws {
    let round = try report()
    #expect(demo.mismatch(outcome(variant, counter: 2), round) == nil)
    #expect(demo.mismatch(outcome(variant, counter: 1), round) != nil)
    // With one increment for each it is, and in a turned round threads may have as few.
    let short = outcome(variant, counter: 1, expected: 2, returned: [1, 1])
    #expect(demo.mismatch(short, try report(["size": "1"])) == nil)
    #expect(demo.mismatch(outcome(variant, counter: 1), try report(wasTurned: true)) == nil)
    #expect(demo.mismatch(outcome(variant, counter: 0), try report(wasTurned: true)) != nil)
  }

  // MARK: Said

  @Test func `what is recorded has a date`() {
    let recorded = demo.info.misconceptions.map { "\($0)" }.filter { $0.contains("RECORDED") }
    #expect(recorded.count == 2 && recorded.allSatisfy { $0.contains("RECORDED 2026-11") })
  }

  @Test(arguments: RaceVariant.allCases) func `nothing is said about others where there are none`(
    variant: RaceVariant
  ) throws {
    let alone = demo.aha(
      outcome(variant, counter: 1000, expected: 1000, returned: [1000]),
      try report(["workers": "1"])
    )
    for word in ["luck", "spent on looking", "whoever waits", "after another"] {
      #expect(!alone.contains(word), "\(alone)")
    }
    let all = Array(repeating: 1000, count: 64)
    let many = demo.aha(
      outcome(variant, counter: 64_000, expected: 64_000, returned: all),
      try report(["workers": "64"])
    )
    #expect(many.contains("64 threads") && !many.contains("spent on looking"))
    #expect(variant.isExact || many.contains("luck"))
  }

  @Test func `the line tells what is lost`() {
    #expect(
      outcome(.split, counter: 1834).line
        == "Counter without lock: 1834 (expected: 2000), 166 lost"
    )
    #expect(outcome(.lock, counter: 2000).line == "Counter with lock: 2000 (expected: 2000)")
  }

  @Test func `the sentence has the round's numbers`() throws {
    let round = try report()
    #expect(
      demo.aha(outcome(.split, counter: 1834), round)
        == "166 of 2000 increments lost (8.3 %): between a read and its write another thread's "
        + "write went under."
    )
    #expect(demo.aha(outcome(.split, counter: 2000), round).hasSuffix("That is luck, no promise."))
    #expect(
      demo.aha(outcome(.atomic, counter: 2000), round)
        == "One atomic addition: all 2000 increments of 2 threads counted, "
        + "500 ns of thread time each, without a lock."
    )
  }

  @Test func `prices and losses below the last digit are not said to be none`() throws {
    var round = try Reports.round(demo, ["variant": "coarse"])
    round.worked = .nanoseconds(854)
    #expect(
      demo.aha(outcome(.coarse, counter: 2000), round).contains(" 0.4 ns of thread time each")
    )
    round.worked = .nanoseconds(26_000)
    #expect(demo.aha(outcome(.coarse, counter: 2000), round).contains(" 13 ns of thread time each"))
    let lossy = outcome(.split, counter: 1_999_999, expected: 2_000_000)
    #expect(demo.aha(lossy, round).contains("1 of 2000000 increments lost (less than 0.1 %)"))
  }

  // MARK: Real threads

  @Test(arguments: RaceVariant.allCases) func `every variant keeps its promise`(
    variant: RaceVariant
  ) throws {
    let test = try TestRun(
      demo,
      ["variant": variant.rawValue, "workers": "4", "size": "20k", "rounds": "3"]
    )
    let card = try test.play()
    #expect(card.outcome == .ok && card.check == .match && card.rounds == 3)
    let end = test.run.snapshot()
    #expect(end.primitives.count == (variant == .wrongLock ? 2 : variant.isLocked ? 1 : 0))
    let price = end.primitives.isEmpty ? [] : ["the lock's name"]
    #expect(end.facts.map(\.label) == ["counter"] + price + ["lost per round"])
    guard case .bars(let bars, _) = end.facts.last?.value else {
      Issue.record("no bars: \(end.facts)")
      return
    }
    #expect(bars.count == 3)
    if variant.isExact {
      #expect(bars == [0, 0, 0])
      #expect(end.facts[0].value == .text("80000 of 80000, 0 lost"))
    }
  }

  /// Only threads that overlap, or give way at the wrong moment, lose: it is tried again and again.
  @Test(arguments: ["split", "yield"]) func `a split increment loses updates`(word: String) throws {
    let test = try TestRun(
      demo,
      ["variant": word, "size": "2M", "rounds": "inf", "workers": "4"],
      standing: .zero
    )
    test.run.start()
    try test.until("a lost update") { snapshot in
      guard case .bars(let bars, _)? = snapshot.facts.last?.value else { return false }
      return bars.contains { $0 > 0 }
    }
    test.run.stop(.requested)
    #expect(try test.card().check != .mismatch)
  }

  @Test(arguments: RaceVariant.allCases) func `threads come and go in the middle`(
    variant: RaceVariant
  ) throws {
    let test = try TestRun(
      demo,
      ["variant": variant.rawValue, "workers": "2", "size": "200M"]
    )
    test.run.start()
    try test.until("increments") {
      $0.lanes.contains { $0.worker.task?.activity.fraction ?? 0 > 0 }
    }
    // Before the new one starts: it has less to do than those that are on their way.
    try test.set("size", "3000")
    try test.set("workers", "3")
    try test.until("a third lane") { $0.lanes.count == 3 }
    try test.set("workers", "1")
    try test.set("workers", "2")
    test.run.pause()
    test.run.resume()
    test.run.stop(.requested)
    #expect(try test.card().outcome == .stopped)
  }

  @Test(arguments: RaceVariant.allCases) func `a cancelled thread's increments count`(
    variant: RaceVariant
  ) throws {
    // Alone under one long lock, the others would wait for the first one's end.
    let size = variant == .coarse ? "400k" : "100k"
    let test = try TestRun(demo, ["variant": variant.rawValue, "workers": "4", "size": size])
    test.run.start()
    for workers in ["1", "6", "2", "3"] {
      try test.set("workers", workers)
      TestRun.nap()
    }
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
  }

  @Test func `a turned variant is for the next round`() throws {
    let test = try TestRun(demo, ["size": "50k", "rounds": "2"], standing: .seconds(3600))
    test.run.start()
    try test.until("the round to stand") { $0.phase == .standing }
    try test.set("variant", "sharded")
    try test.set("workers", "3")
    let card = try test.card()
    #expect(
      card.check == .match && card.resultLine == "Counter in shards: 150000 (expected: 150000)"
    )
  }
}

extension RaceVariant {
  /// Whether it shows a lock.
  fileprivate var isLocked: Bool { self == .lock || self == .coarse || self == .wrongLock }
}
