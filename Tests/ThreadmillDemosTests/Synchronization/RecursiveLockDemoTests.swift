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

  // MARK: In the run's time

  /// A run in which the one thread is about to wait for itself for 1 s, and has just begun to.
  private func waiting() throws -> TestRun {
    let test = try TestRun(demo, ["kind": "lock", "workers": "1", "size": "10s", "speed": "10"])
    test.run.start()
    try test.until("a thread that waits for itself") { $0.lanes.first?.worker.state == .blocked }
    return test
  }

  private func hasGivenUp(_ test: TestRun) -> Bool {
    test.run.snapshot().facts.contains {
      if case .text(let text) = $0.value { !text.hasSuffix(", 0 times stuck") } else { false }
    }
  }

  /// Does something to that thread before it gives up.
  ///
  /// A busy machine may be away for the second that this takes, but not every time.
  private func whileWaiting(_ body: (TestRun) throws -> Void) throws -> TestRun {
    for _ in 0..<10 {
      let test = try waiting()
      try body(test)
      if !hasGivenUp(test) { return test }
    }
    return try #require(nil, "the thread always gives up before")
  }

  private func end(_ test: TestRun) throws {
    let card = try test.card()
    #expect(card.check == .match, "\(card.mismatch ?? "")")
    #expect(card.resultFields.contains(.init("stuck", .int(2))))
    #expect(card.resultFields.contains(.init("deepestHold", .int(1))))
  }

  @Test func `nobody gives up in a pause`() throws {
    let test = try whileWaiting { $0.run.pause() }
    TestRun.nap(.milliseconds(1300))
    #expect(!hasGivenUp(test))
    test.run.resume()
    try end(test)
  }

  @Test func `speed acts on a wait that has a limit`() throws {
    let test = try whileWaiting { try $0.set("speed", "0.01") }
    TestRun.nap(.milliseconds(1300))
    #expect(!hasGivenUp(test))
    try test.set("speed", "10")
    try end(test)
  }

  @Test func `size acts on a wait that has a limit`() throws {
    let test = try whileWaiting { try $0.set("speed", "0.01") }
    try test.set("size", "1ms")
    try end(test)
  }

  @Test func `a limited wait is one wait to look at`() throws {
    let test = try whileWaiting { try $0.set("speed", "0.01") }
    let seen = try test.until("a long wait") { snapshot in
      snapshot.primitives.first?.waiters.first.map { $0.since > .milliseconds(100) } == true
    }
    #expect(seen.primitives.first?.givenUp == 0)
    try test.set("speed", "10")
    try end(test)
    #expect(test.run.snapshot().primitives.first?.givenUp == 2)
  }

  // MARK: Said

  @Test func `nobody else waits for one who is alone`() throws {
    let alone = try Reports.round(demo, ["workers": "1"])
    let many = try Reports.round(demo, ["workers": "64"])
    #expect(
      demo.aha(outcome(.rlock, [7], visits: 7), alone)
        == "1 thread visited 7 nodes; it held the lock up to 3 times at once."
    )
    #expect(
      demo.aha(outcome(.rlock, [7], visits: 448), many)
        == "64 threads visited 448 nodes; one held the lock up to 3 times at once, and nobody else "
        + "got in until all were given back."
    )
    #expect(
      demo.aha(outcome(.lock, [1], visits: 1, stuck: 2), alone)
        .hasPrefix("1 thread waited for itself 2 times and gave up after 0.02 s;")
    )
    #expect(
      demo.aha(outcome(.lock, [1], visits: 64, stuck: 128), many)
        .hasPrefix("64 threads waited for themselves 128 times")
    )
  }
}
