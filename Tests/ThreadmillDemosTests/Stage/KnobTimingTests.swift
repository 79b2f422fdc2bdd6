// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillTelemetry

/// When a turned knob acts.
@Suite(.watched) struct KnobTimingTests {
  @Test func `a knob for the next round leaves the one that goes on as it is`() throws {
    let test = try TestRun(BarrierDemo(), ["rounds": "2", "size": "20ms"])
    test.run.start()
    try test.until("threads that work") { $0.lanes.contains { $0.worker.state == .waiting } }
    try test.set("barrier", "off")
    // What was asked for is shown at once.
    #expect(test.run.snapshot().settings["barrier"] == .bool(false))
    #expect(test.run.snapshot().actingSettings["barrier"] == .bool(true))
    try test.until("one round") { !$0.roundTimes.isEmpty }
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(
      test.lines == [
        "4 threads, 4 phases of 4, in step", "4 threads, 4 phases of 4, each by itself",
      ]
    )
    // No round was turned in its middle: both are measured, and said what they have shown.
    #expect(card.aha?.contains("without a barrier") == true)
  }

  @Test func `the size that a round begins with is the size of its tasks`() throws {
    let test = try TestRun(LockRace(), ["rounds": "2", "size": "20000000"])
    test.run.start()
    try test.until("a counter that counts") { snapshot in
      snapshot.lanes.contains { $0.worker.state == .running }
    }
    try test.set("size", "1000")
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(
      test.lines == [
        "Counter with lock: 40000000 (expected: 40000000)",
        "Counter with lock: 2000 (expected: 2000)",
      ]
    )
  }

  @Test func `a card of what acted tells what has not`() throws {
    let test = try TestRun(ThreadLocalDemo(), ["size": "10s"])
    test.run.start()
    try test.until("threads that wait") { $0.lanes.contains { $0.worker.state == .waiting } }
    try test.set("storage", "shared")
    test.run.stop(.requested)
    let tries = try test.card().tries
    #expect(tries.map(\.commands) == [["restart"]])
    #expect(tries.first?.reason == "with what has not acted yet: storage shared")
  }

  @Test func `a knob for a round that does not come has not acted`() throws {
    let test = try TestRun(LockRace(), ["rounds": "2"], standing: .seconds(60))
    test.run.start()
    try test.until("a round that stands") { $0.phase == .standing }
    try test.set("variant", "atomic")
    try test.set("rounds", "1")
    let card = try test.card()
    #expect(card.resultLine == "Counter with lock: 2000 (expected: 2000)")
    #expect(card.tries.map(\.commands) == [["restart"]])
  }

  @Test func `a turn that does not act at once says when it does`() {
    var run = RunSnapshot()
    (run.round, run.actingSettings["rounds"]) = (1, .int(2))
    #expect(KnobTiming.allCases.map { $0.delay(in: run) } == [nil, "next round", "next run"])
    run.round = 2
    #expect(KnobTiming.allCases.map { $0.delay(in: run) } == [nil, "next run", "next run"])
    run.actingSettings["rounds"] = .unlimited
    #expect(KnobTiming.nextRound.delay(in: run) == "next round")
    #expect(KnobTiming.allCases.allSatisfy { $0.delay(in: nil) == "next run" })
  }
}
