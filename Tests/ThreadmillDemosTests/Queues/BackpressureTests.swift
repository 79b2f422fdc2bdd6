// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillTelemetry

@Suite(.watched) struct BackpressureTests {
  private func number(_ name: String, _ card: EndCard) -> Int? {
    guard case .int(let number)? = card.resultFields.first(where: { $0.name == name })?.value else {
      return nil
    }
    return number
  }

  private func play(_ policy: QueueOverflow) throws -> EndCard {
    let test = try TestRun(Backpressure(), ["policy": policy.rawValue, "items": "24"])
    let card = try test.play()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(test.run.snapshot().roundDone == 24)
    return card
  }

  @Test(arguments: QueueOverflow.allCases) func `no item is forgotten`(policy: QueueOverflow) throws
  {
    let card = try play(policy)
    let (consumed, rejected, dropped) = (
      number("consumed", card), number("rejected", card), number("dropped", card)
    )
    #expect((consumed ?? 0) + (rejected ?? 0) + (dropped ?? 0) == 24)
    #expect(policy == .reject || rejected == 0)
    #expect(policy == .dropOldest || dropped == 0)
    #expect(policy == .unbounded || (number("highWater", card) ?? .max) <= 4)
    #expect(card.aha?.contains("of 24 items at ") == true)
    #expect(card.resultLine?.hasPrefix("Consumed \(consumed ?? -1) of 24 items, ") == true)
  }

  @Test func `producers wait for room`() throws {
    let test = try TestRun(Backpressure(), ["size": "10s", "interval": "1ms"])
    test.run.start()
    let full = try test.until("producers that wait") { snapshot in
      snapshot.queues.first?.depth == 4
        && snapshot.lanes.prefix(2).allSatisfy { $0.worker.state == .blocked }
    }
    #expect(full.lanes[1].worker.blockedOn == "queue \"parcels\"")
    #expect(full.facts.map(\.label) == ["items", "age", "depth"])
    test.run.stop(.requested)
    #expect(try test.card().outcome == .stopped)
  }

  @Test func `the policy can be turned in the middle of a round`() throws {
    let test = try TestRun(
      Backpressure(),
      ["size": "10s", "interval": "1ms", "policy": "unbounded", "items": "400"]
    )
    test.run.start()
    try test.until("a long queue") { ($0.queues.first?.depth ?? 0) > 20 }
    try test.set("policy", "drop-oldest")
    let short = try test.until("a short queue") { ($0.queues.first?.depth ?? .max) <= 4 }
    #expect(short.queues.first?.limit == 4)
    try test.set("policy", "reject")
    try test.until("all items to be offered") { $0.lanes.prefix(2).allSatisfy(\.isOver) }
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect((number("dropped", card) ?? 0) > 0 && (number("rejected", card) ?? 0) > 0)
  }

  @Test func `consumers come and go under every policy`() throws {
    for policy in QueueOverflow.allCases {
      let test = try TestRun(
        Backpressure(),
        ["policy": policy.rawValue, "items": "200", "size": "3ms", "interval": "1ms"]
      )
      test.run.start()
      for count in [1, 12, 2, 40, 3] {
        try test.set("workers", "\(count)")
        TestRun.nap(.milliseconds(10))
      }
      let card = try test.card()
      #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    }
  }

  @Test func `enough consumers need no policy`() throws {
    let demo = Backpressure()
    var idle = outcome(dropped: [])
    let round = try Reports.round(demo, ["workers": "16", "size": "2ms"])
    #expect(demo.aha(idle, round).hasPrefix("16 consumers kept up: "))
    // Enough on paper, and yet producers have waited.
    idle.waitsForRoom = 12
    #expect(demo.aha(idle, round).contains("producers waited 12 times for room"))
    let settings = Backpressure().info.seedSettings
    let tries = Backpressure().suggestions(settings)
    #expect(tries.map(\.commands.first) == ["set policy unbounded", "set workers +1"])
    #expect(tries.last?.keys == "++++++")
  }

  @Test func `an overload that no consumers can serve is called one`() throws {
    let demo = Backpressure()
    var knobs = ["workers": "64", "size": "1s", "interval": "1ms", "items": "1000"]
    knobs["policy"] = "reject"
    var swamped = outcome(dropped: [])
    swamped.tally.rejected = Array(4..<1000)
    let round = try Reports.round(demo, knobs)
    #expect(demo.aha(swamped, round).contains("996 were turned away"))
    #expect(demo.suggestions(round.settings).map(\.commands.first) == ["set policy drop-oldest"])
    knobs["workers"] = "3"
    let few = try Reports.round(demo, knobs).settings
    #expect(demo.suggestions(few).map(\.commands.first) == ["set policy drop-oldest"])
  }

  // MARK: The oracle

  @Test func `an oracle that is fed with wrong rounds says so`() throws {
    let demo = Backpressure()
    var settings = demo.info.seedSettings
    settings["items"] = .int(6)
    settings["policy"] = .choice("drop-oldest")
    let round = RoundReport(settings: settings, time: .seconds(1))
    let right = outcome(dropped: [4, 5])
    #expect(demo.mismatch(right, round) == nil)
    var uncounted = right
    uncounted.failedLeases = 1
    #expect(demo.mismatch(uncounted, round) == "2 items were dropped, the queue says 1")
    var refused = right
    refused.tally.rejected = [5]
    refused.queue.puts = 5
    refused.queue.gets = 5
    #expect(demo.mismatch(refused, round) == "item 5 was rejected, the policy is drop-oldest")
    var full = right
    full.queue.highWater = 5
    #expect(demo.mismatch(full, round) == "5 items were in a queue for 4")
    var forgotten = right
    forgotten.tally.deliveries.removeLast()
    #expect(demo.mismatch(forgotten, round) == "item 3 has vanished")
    var blocking = round
    blocking.settings["policy"] = .choice("block")
    #expect(demo.mismatch(right, blocking) == "item 4 was dropped, the policy is block")
  }

  private func outcome(dropped: [Int]) -> Backpressure.Outcome {
    func crew() -> CrewOutcome<Int> {
      CrewOutcome(
        orders: [.start(0), .start(1)],
        ends: [0, 1].map { CrewOutcome.End(index: $0, result: .success($0)) }
      )
    }
    var tally = BackpressureTally()
    for item in 0..<4 {
      let delivery = Delivery(item: item, result: 2 * item, thread: item % 2)
      tally.take(delivery, age: .milliseconds(item), depth: 1)
    }
    tally.dropped = dropped
    return Backpressure.Outcome(
      producers: crew(),
      consumers: crew(),
      tally: tally,
      queue: QueueSnapshot(
        name: "parcels",
        depth: 0,
        limit: 4,
        highWater: 4,
        unfinished: 0,
        puts: 6,
        gets: 6,
        waitingProducers: 0,
        waitingConsumers: 0,
        isClosed: true
      ),
      failedLeases: dropped.count,
      waitsForRoom: 0
    )
  }
}

extension RunSnapshot.Lane {
  /// Whether its thread has ended.
  fileprivate var isOver: Bool { !worker.state.isAlive }
}
