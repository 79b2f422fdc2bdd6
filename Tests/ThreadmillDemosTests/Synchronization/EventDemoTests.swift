// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

/// The start, and who went when.
@Suite(.watched) struct EventDemoTests {
  private let demo = EventDemo()

  private func outcome(reactions: Int = 3, falseStarts: Int = 0) -> EventOutcome {
    EventOutcome(
      crew: Reports.crew([0, 1, 2]),
      signal: .event,
      reactions: Array(repeating: .milliseconds(1), count: reactions),
      falseStarts: falseStarts
    )
  }

  @Test func `nobody goes before the start`() throws {
    let round = try Reports.round(demo, ["workers": "3"])
    #expect(demo.mismatch(outcome(), round) == nil)
    #expect(demo.mismatch(outcome(falseStarts: 1), round) == "1 went before the start")
    #expect(demo.mismatch(outcome(reactions: 2), round) == "3 arrived, but 2 had started")
    var early = outcome()
    early.reactions[0] = .milliseconds(-1)
    #expect(demo.mismatch(early, round) != nil)
  }

  @Test func `all sleep until the start`() throws {
    let test = try TestRun(demo, ["size": "10s", "workers": "4"])
    test.run.start()
    let before = try test.until("four who wait") {
      $0.lanes.count { $0.worker.state == .blocked } == 4
    }
    #expect(before.lanes.allSatisfy { $0.worker.blockedOn == "event \"start\"" })
    #expect(before.primitives.first?.waiters.count == 4)
    try test.set("workers", "6")
    try test.until("six who wait") { $0.lanes.count { $0.worker.state == .blocked } == 6 }
    try test.set("workers", "5")
    try test.until("one cancelled") { $0.counts.cancelled == 1 }
    try test.set("speed", "10")
    try test.until("five who run") { $0.lanes.count { $0.worker.state == .waiting } == 5 }
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.check == .match && card.resultFields.contains(.init("started", .int(5))))
  }

  @Test func `a late runner finds the door open`() throws {
    let test = try TestRun(demo, ["size": "100ms", "workers": "1"])
    test.run.start()
    try test.until("the start") { $0.lanes.contains { $0.worker.state == .waiting } }
    try test.set("size", "10s")
    try test.set("workers", "2")
    try test.until("both run") { $0.lanes.count { $0.worker.state == .waiting } == 2 }
    try test.set("size", "1ms")
    #expect(try test.card().check == .match)
  }

  @Test(arguments: ["1", "64"]) func `what is said fits the signal`(workers: String) throws {
    let round = try Reports.round(demo, ["workers": workers])
    var started = outcome(reactions: Int(workers) ?? 0)
    let threads = workers == "1" ? "1 thread" : "64 threads"
    #expect(
      demo.aha(started, round)
        == "One set() let \(threads) go, the last one after 1 ms; nobody had to look before."
    )
    started.signal = .poll
    started.vainLooks = 1
    #expect(
      demo.aha(started, round)
        == "\(threads) looked 1 time in vain, and the last one went 1 ms late."
    )
  }
}
