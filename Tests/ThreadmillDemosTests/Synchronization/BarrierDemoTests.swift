// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

/// Phases in step, and what happens when one does not come.
@Suite(.watched) struct BarrierDemoTests {
  private let demo = BarrierDemo()

  private func outcome(_ values: [Int?], isClosed: Bool = true, early: Int = 0) -> BarrierOutcome {
    BarrierOutcome(crew: Reports.crew(values), isClosed: isClosed, parties: 4, early: early)
  }

  @Test func `nobody is early at a barrier`() throws {
    let round = try Reports.round(demo)
    #expect(demo.mismatch(outcome([4, 4, 4, 4]), round) == nil)
    #expect(demo.mismatch(outcome([4, 4, 4, 4], early: 1), round) != nil)
    #expect(demo.mismatch(outcome([4, 4, 4, 4], isClosed: false, early: 1), round) == nil)
    #expect(demo.mismatch(outcome([4, 4, 4, 3]), round) == "Thread-3 returned 3, expected 4")
  }

  @Test func `a broken barrier tells all the same`() throws {
    let round = try Reports.round(demo, wasTurned: true)
    #expect(demo.mismatch(outcome([2, 2, 2, nil]), round) == nil)
    #expect(demo.mismatch(outcome([2, 2, 2, nil, 0]), round) == nil)
    #expect(demo.mismatch(outcome([2, 2, 1, nil]), round) != nil)
    #expect(demo.mismatch(outcome([2, 9, 2, nil]), round) != nil)
  }

  @Test func `one fewer breaks the barrier for all`() throws {
    let test = try TestRun(demo, ["size": "10s", "workers": "4", "slow": "20"])
    test.run.start()
    try test.until("four who work") { $0.lanes.count { $0.worker.state == .waiting } == 4 }
    try test.set("workers", "5")
    try test.until("one without a place") { $0.lanes.last?.note == "no place: made for 4" }
    try test.set("workers", "3")
    try test.until("one cancelled") { $0.counts.cancelled == 1 }
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(card.resultFields.contains(.init("phases", .ints([0, 0, 0, 0]))))
    #expect(test.run.snapshot().lanes.first?.note == "broken after 0 phases")
  }

  @Test func `waits that go on are counted`() throws {
    let test = try TestRun(demo, ["size": "500ms", "workers": "4", "slow": "20"])
    test.run.start()
    try test.until("bars of those who wait") { snapshot in
      let isWaiting = snapshot.lanes.count { $0.worker.state == .blocked } == 3
      guard case .bars(let waits, _)? = snapshot.facts.first(where: { $0.label == "waited" })?.value
      else { return false }
      return isWaiting && snapshot.facts.contains { $0.value == .text("1 of 4") }
        && waits.count == 3 && waits.allSatisfy { $0 > 0 }
    }
    try test.set("size", "1ms")
    #expect(try test.card().check == .match)
  }

  @Test func `a barrier costs the slowest of each phase`() throws {
    let closed = try TestRun(demo, ["size": "10ms"]).play()
    let open = try TestRun(demo, ["size": "10ms", "barrier": "off"]).play()
    #expect(closed.ideal == .milliseconds(120) && open.ideal == .milliseconds(60))
    #expect((closed.makespan ?? .zero) >= .milliseconds(120))
  }

  @Test func `slow turns overlap where there are some`() throws {
    let open = { (parties: Int, knobs: [String: String]) throws -> String in
      var result = outcome(Array(repeating: 4, count: parties), isClosed: false)
      result.parties = parties
      let all = knobs.merging(["workers": "\(parties)", "barrier": "off"]) { $1 }
      return demo.aha(result, try Reports.round(demo, all))
    }
    #expect(try open(64, [:]).contains("because slow turns overlap"))
    #expect(try !open(64, ["slow": "1"]).contains("overlap"))
    #expect(try !open(64, ["phases": "1"]).contains("overlap"))
    #expect(
      try open(1, [:])
        == "1 thread without a barrier: 4 phases in 1.00 s; alone it has nobody to wait for."
    )
    var alone = outcome([4])
    alone.parties = 1
    #expect(
      try demo.aha(alone, Reports.round(demo, ["workers": "1"]))
        == "1 thread at a barrier: 4 phases in 1.00 s; alone it has nobody to wait for."
    )
  }
}
