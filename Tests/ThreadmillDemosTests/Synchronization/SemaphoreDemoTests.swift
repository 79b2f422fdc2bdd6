// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine

/// Permits, and one too many.
@Suite(.watched) struct SemaphoreDemoTests {
  private let demo = SemaphoreDemo()

  private func outcome(
    _ variant: PermitVariant = .plain,
    highWater: Int = 3,
    queries: Int = 16,
    hasRefused: Bool = false
  ) -> SemaphoreOutcome {
    SemaphoreOutcome(
      crew: Reports.crew(Array(repeating: 2, count: 8)),
      variant: variant,
      permits: 3,
      highWater: highWater,
      queries: queries,
      hasRefused: hasRefused
    )
  }

  @Test func `never more inside than permits`() throws {
    let round = try Reports.round(demo)
    #expect(demo.mismatch(outcome(), round) == nil)
    #expect(demo.mismatch(outcome(highWater: 4), round) != nil)
    #expect(demo.mismatch(outcome(.extra, highWater: 4), round) == nil)
    #expect(demo.mismatch(outcome(.extra, highWater: 5), round) != nil)
    #expect(demo.mismatch(outcome(.bounded, highWater: 4, hasRefused: true), round) != nil)
    #expect(demo.mismatch(outcome(.bounded), round) == "a permit too many was not refused")
    #expect(demo.mismatch(outcome(queries: 15), round) != nil)
  }

  @Test func `the permit too many lets one more in`() throws {
    let test = try TestRun(demo, ["variant": "extra", "size": "20ms"])
    let card = try test.play()
    #expect(card.check == .match && card.resultFields.contains(.init("highWater", .int(4))))
    #expect(card.ideal == nil)
  }

  @Test func `the pool is as wide as its permits`() throws {
    for permits in [1, 3, 8] {
      let test = try TestRun(demo, ["permits": "\(permits)", "size": "20ms"])
      let card = try test.play()
      #expect(card.check == .match)
      #expect(card.resultFields.contains(.init("highWater", .int(permits))))
      #expect(card.ideal.map { $0 <= card.makespan ?? .zero } == true)
      #expect(test.run.snapshot().primitives.map(\.name) == ["connections"])
    }
  }

  @Test func `cancelled threads may have been counted`() throws {
    let round = try Reports.round(demo, wasTurned: true)
    var some = outcome(queries: 15)
    some.crew = Reports.crew(Array(repeating: 2, count: 7) + [nil])
    #expect(demo.mismatch(some, round) == nil)
    some.queries = 13
    #expect(demo.mismatch(some, round) == "14 queries were returned, 13 were made")
  }
}
