// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine

/// Who goes first, and who waits.
@Suite(.watched) struct ReadersWriterTests {
  private let demo = ReadersWriter()

  private func outcome(turns: Int = 36, clashes: Int = 0) -> ReadersWriterOutcome {
    ReadersWriterOutcome(
      crew: Reports.crew(Array(repeating: 6, count: 6)),
      policy: .fair,
      turns: turns,
      clashes: clashes
    )
  }

  @Test func `a writer is alone`() throws {
    let round = try Reports.round(demo)
    #expect(demo.mismatch(outcome(), round) == nil)
    #expect(demo.mismatch(outcome(clashes: 1), round) == "a writer was not alone 1 time")
    #expect(demo.mismatch(outcome(turns: 35), round) != nil)
  }

  @Test func `readers read together`() throws {
    let test = try TestRun(demo, ["size": "10s", "writers": "1", "workers": "5"])
    test.run.start()
    try test.until("some who read or wait") { $0.lanes.count { $0.worker.state.isBusy } == 5 }
    try test.set("size", "5ms")
    let card = try test.card()
    #expect(card.check == .match)
    let most = card.resultFields.first { $0.name == "mostReaders" }?.value
    #expect(most != .int(0) && most != .int(1))
  }

  /// While four readers take turns, one of them is nearly always reading.
  @Test func `readers first starves writers`() throws {
    let longest = { (policy: String) throws -> Double in
      let knobs: KeyValuePairs = ["policy": policy, "size": "10ms", "turns": "10"]
      let card = try TestRun(demo, knobs).play()
      #expect(card.check == .match)
      let value = card.resultFields.first { $0.name == "longestWrite" }?.value
      if case .real(let seconds)? = value { return seconds }
      return 0
    }
    // A busy machine may be away at any time, but not every time.
    let hasStarved = try (0..<5).contains { _ in try longest("readers") > longest("writers") }
    #expect(hasStarved)
  }

  /// No wait is over before the first one has written.
  @Test func `who still waits is shown to wait`() throws {
    let test = try TestRun(demo, ["size": "10s", "speed": "0.1", "writers": "2", "workers": "2"])
    test.run.start()
    try test.until("a writer's wait of more than 10 ms") { snapshot in
      snapshot.facts.contains { fact in
        guard fact.label == "longest wait", case .text(let text) = fact.value else { return false }
        return text.hasSuffix(" s")
      }
    }
    test.run.stop(.requested)
    #expect(try test.card().outcome == .stopped)
  }

  @Test(arguments: ["readers", "writers", "fair"]) func `readers are told of where there are some`(
    policy: String
  ) throws {
    var alone = outcome(turns: 6)
    alone.policy = try #require(.init(rawValue: policy))
    alone.mostReaders = 0
    let one = demo.aha(alone, try Reports.round(demo, ["workers": "1", "policy": policy]))
    #expect(one.hasPrefix("1 writer and no reader: "), "\(one)")
    let two = demo.aha(alone, try Reports.round(demo, ["workers": "2", "policy": policy]))
    #expect(two.hasPrefix("2 writers and no reader: "), "\(two)")
    #expect(!demo.line(alone).contains("reader 0"), "\(demo.line(alone))")
    var many = alone
    many.mostReaders = 62
    let crowd = demo.aha(many, try Reports.round(demo, ["workers": "64", "policy": policy]))
    #expect(crowd.contains("a reader") || crowd.contains("up to 62 read together"), "\(crowd)")
    #expect(demo.line(many).contains("of a reader"))
  }
}
