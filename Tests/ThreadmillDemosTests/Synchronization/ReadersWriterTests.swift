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
}
