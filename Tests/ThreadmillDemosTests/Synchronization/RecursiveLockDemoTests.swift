// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

/// A lock that is taken again, and one that cannot be.
@Suite(.watched) struct RecursiveLockDemoTests {
  private let demo = RecursiveLockDemo()

  private func outcome(
    _ kind: WalkLock,
    _ values: [Int?],
    visits: Int,
    stuck: Int = 0,
    deepestHold: Int = 3,
    clashes: Int = 0
  ) -> WalkOutcome {
    WalkOutcome(
      crew: Reports.crew(values),
      kind: kind,
      depth: 3,
      visits: visits,
      stuck: stuck,
      deepestHold: deepestHold,
      clashes: clashes
    )
  }

  @Test func `every node is seen once by each`() throws {
    let round = try Reports.round(demo)
    #expect(demo.mismatch(outcome(.rlock, [7, 7], visits: 14), round) == nil)
    #expect(demo.mismatch(outcome(.rlock, [7, 6], visits: 13), round) != nil)
    #expect(demo.mismatch(outcome(.rlock, [7, 7], visits: 13), round) != nil)
    #expect(demo.mismatch(outcome(.rlock, [7, 7], visits: 14, stuck: 1), round) != nil)
    #expect(demo.mismatch(outcome(.rlock, [7, 7], visits: 14, deepestHold: 2), round) != nil)
    #expect(demo.mismatch(outcome(.rlock, [7, 7], visits: 14, clashes: 1), round) != nil)
  }

  @Test func `a plain lock stops its own thread twice`() throws {
    let round = try Reports.round(demo)
    let right = outcome(.lock, [1, 1], visits: 2, stuck: 4, deepestHold: 1)
    #expect(demo.mismatch(right, round) == nil)
    let free = outcome(.lock, [1, 1], visits: 2, stuck: 3, deepestHold: 1)
    #expect(demo.mismatch(free, round) != nil)
    #expect(demo.mismatch(outcome(.lock, [7, 7], visits: 14, deepestHold: 1), round) != nil)
  }

  @Test func `one is in the tree and the other waits`() throws {
    let test = try TestRun(demo, ["size": "10s"])
    test.run.start()
    let seen = try test.until("one who waits for the other") {
      Set($0.lanes.map(\.worker.state)) == [.waiting, .blocked] && $0.lanes.count == 2
    }
    let blocked = seen.lanes.first { $0.worker.state == .blocked }?.worker
    #expect(blocked?.blockedOn == "rlock \"tree\"")
    #expect(seen.primitives.first?.waiters.map(\.name) == blocked.map { [$0.name] })
    try test.set("size", "1ms")
    #expect(try test.card().check == .match)
  }
}
