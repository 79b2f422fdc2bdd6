// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillTelemetry

@Suite(.watched) struct ProducerConsumerTests {
  private func fact(_ label: String, _ snapshot: RunSnapshot) -> RunFact.Value? {
    snapshot.facts.first { $0.label == label }?.value
  }

  private func field(_ name: String, _ card: EndCard) -> EndCard.ResultField.Value? {
    card.resultFields.first { $0.name == name }?.value
  }

  @Test func `the queue is on show`() throws {
    let test = try TestRun(ProducerConsumer(), ["workers": "1", "size": "10s", "interval": "1ms"])
    test.run.start()
    let full = try test.until("nine items in the queue") { $0.queues.first?.depth == 9 }
    let queue = try #require(full.queues.first)
    #expect(queue.name == "tasks" && queue.limit == nil && queue.highWater == 9)
    #expect(queue.puts == 10 && queue.gets == 1 && queue.unfinished == 10)
    #expect(full.primitives.map(\.kind) == [.queue, .queue])
    #expect(full.roundTotal == 10 && full.roundDone == 0 && full.roundUnit == "items")
    let text = RunFact.Value.text("10 of 10 put, 9 in the queue, 1 in hand, 0 done")
    #expect(fact("items", full) == text)
    #expect(full.lanes.map(\.worker.name) == ["Producer", "Consumer-0"])
    #expect(full.lanes.map(\.worker.id) == [0, 1])
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.check == .match && test.run.snapshot().roundDone == 10)
  }

  @Test func `a limit that is turned acts on producers that wait`() throws {
    let test = try TestRun(
      ProducerConsumer(),
      ["workers": "1", "size": "10s", "interval": "1ms", "limit": "2", "producers": "3"]
    )
    test.run.start()
    let held = try test.until("producers that wait for room") {
      // The lanes are pictured before the queue: at first there may be none.
      $0.queues.first?.depth == 2 && $0.queues.first?.waitingProducers == 3
        && $0.lanes.count == 4 && $0.lanes.prefix(3).allSatisfy { $0.worker.state == .blocked }
    }
    #expect(held.lanes[0].worker.blockedOn == "queue \"tasks\"")
    try test.set("limit", "inf")
    try test.until("room for all") { $0.queues.first?.depth == 9 }
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.check == .match && field("consumed", card) == .int(10))
    #expect(test.lines.contains(" Producer-2: Done"))
  }

  @Test func `consumers come and go without losing an item`() throws {
    let test = try TestRun(
      ProducerConsumer(),
      ["items": "400", "size": "2ms", "interval": "1ms", "producers": "4", "limit": "5"]
    )
    test.run.start()
    for count in [1, 9, 2, 30, 1, 5, 64, 3] {
      try test.set("workers", "\(count)")
      TestRun.nap(.milliseconds(15))
    }
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(field("produced", card) == .int(400) && field("consumed", card) == .int(400))
    #expect(field("lost", card) == .int(0))
  }

  @Test func `a consumer that waits for an item can be sent home`() throws {
    let test = try TestRun(ProducerConsumer(), ["interval": "10s", "items": "2", "workers": "4"])
    test.run.start()
    try test.until("consumers that wait") { snapshot in
      snapshot.lanes.count { $0.worker.state == .blocked } == 4
    }
    try test.set("workers", "1")
    try test.until("three that are gone") { snapshot in
      snapshot.lanes.count { $0.worker.state == .cancelled } == 3
    }
    try test.set("interval", "1ms")
    let card = try test.card()
    #expect(card.check == .match && card.counts.cancelled == 3)
  }

  @Test(arguments: ["inf", "1"])
  func `a pill for each consumer ends them all`(limit: String) throws {
    let test = try TestRun(
      ProducerConsumer(),
      ["ending": "pill", "size": "2ms", "interval": "1ms", "workers": "5", "limit": limit]
    )
    let card = try test.play()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(field("produced", card) == .int(10) && field("lost", card) == .int(0))
    #expect(field("pills", card) == .int(5) && field("pillsLeft", card) == .int(0))
    let end = test.run.snapshot()
    #expect(end.lanes.suffix(5).allSatisfy { $0.note == "took a pill" })
    let text = RunFact.Value.text(
      "10 of 10 put, 0 in the queue, 0 in hand, 10 done, 5 of 5 pills taken"
    )
    #expect(fact("items", end) == text && end.roundDone == 10)
  }

  /// A round whose consumers each have an item in hand that nothing but a turn of `size` will end, and
  /// all the pills in the queue that there is room for.
  private func held(limit: String) throws -> TestRun {
    let test = try TestRun(
      ProducerConsumer(),
      [
        "ending": "pill", "size": "10s", "interval": "1ms", "items": "4", "workers": "4",
        "limit": limit,
      ]
    )
    test.run.start()
    let pills = limit == "inf" ? 4 : 1
    let full = try test.until("pills in the queue") {
      $0.queues.first?.puts == UInt64(4 + pills) && $0.queues.first?.depth == pills
        && $0.lanes.first?.worker.state == .finished
    }
    #expect(full.roundDone == 0)
    return test
  }

  @Test(arguments: [(1, left: 3), (7, left: 0)])
  func `consumers that come and go do not keep pills from ending the round`(
    workers: Int,
    left: Int
  ) throws {
    let test = try held(limit: "inf")
    let text = RunFact.Value.text(
      "4 of 4 put, 0 in the queue, 4 in hand, 0 done, 0 of 4 pills taken"
    )
    try test.until("nothing but items in hand") { fact("items", $0) == text }
    try test.set("workers", "\(workers)")
    try test.until("those who come and go") { snapshot in
      let counts = snapshot.counts
      return workers == 1 ? counts.cancelled == 3 : snapshot.lanes.count >= 8
    }
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(field("consumed", card) == .int(4) && field("lost", card) == .int(0))
    #expect(field("pills", card) == .int(4))
    if workers == 1 { #expect(field("pillsLeft", card) == .int(left)) }
    #expect(test.run.snapshot().queues.first?.unfinished == 0)
  }

  @Test func `pills that find no room end with the last consumer`() throws {
    let test = try held(limit: "1")
    try test.set("workers", "1")
    try test.until("three that are gone") { $0.counts.cancelled == 3 }
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(field("consumed", card) == .int(4))
  }

  @Test(arguments: ["1", "inf"]) func `a stop ends the wait for pills`(limit: String) throws {
    let test = try held(limit: limit)
    test.run.pause()
    test.run.stop(.requested)
    #expect(try test.card().outcome == .stopped)
  }

  @Test func `what is said fits the slower side`() throws {
    let slow = try TestRun(ProducerConsumer(), ["workers": "1", "size": "4ms", "interval": "1ms"])
    let card = try slow.play()
    #expect(card.aha?.hasPrefix("1 consumer set the pace: 10 items in ") == true)
    #expect(card.idealFormula == "⌈10/1⌉ × 0.004 s")
    let fast = try TestRun(ProducerConsumer(), ["size": "1ms", "interval": "2ms"])
    #expect(try fast.play().aha?.hasPrefix("1 producer set the pace: 10 items in ") == true)
    // Made up: on a busy machine a real producer may come too late to wait.
    var held = outcome()
    held.waitsForRoom = 8
    let knobs = ["workers": "1", "size": "4ms", "interval": "1ms", "limit": "1"]
    let aha = ProducerConsumer().aha(held, try Reports.round(ProducerConsumer(), knobs))
    #expect(aha.contains("the limit held producers back 8 times"))
  }

  @Test func `what is suggested is what the model promises`() throws {
    let demo = ProducerConsumer()
    func reasons(_ assignments: [String: String]) throws -> [String] {
      demo.suggestions(try Reports.round(demo, assignments).settings).map(\.reason)
    }
    // The queue never holds more than one: a limit would hold nobody.
    #expect(
      try reasons([:]) == [
        "one consumer: the queue fills, its mark rises",
        "four producers: now consumers set the pace",
      ]
    )
    let crowded = try reasons(["workers": "1", "producers": "16"])
    #expect(crowded.first?.contains("stays empty") == false)
    #expect(crowded.last == "a limit of 2: producers wait instead of items")
    #expect(
      try reasons(["workers": "1"]).first == "three consumers: the queue stays empty"
    )
    #expect(
      try reasons(["workers": "64"]).last == "four producers: 0.09 s instead of 0.23 s"
    )
    let slow = try reasons(["interval": "1s", "workers": "1"])
    #expect(slow.first == "three consumers: the same time, the producers set the pace")
  }

  @Test func `an oracle that is fed with wrong rounds says so`() throws {
    let demo = ProducerConsumer()
    let round = RoundReport(settings: demo.info.seedSettings, time: .seconds(1))
    let right = outcome()
    #expect(demo.mismatch(right, round) == nil)
    var left = right
    left.queue.unfinished = 1
    #expect(demo.mismatch(left, round)?.hasSuffix("1 are not done") == true)
    var short = right
    short.deliveries.removeLast()
    #expect(demo.mismatch(short, round) == "item 9 has vanished")
    var pill = right
    (pill.pills.put, pill.pills.taken) = (3, 2)
    (pill.queue.puts, pill.queue.gets) = (13, 13)
    #expect(demo.mismatch(pill, round) == "1 pill for nobody")
    var gone = right
    gone.consumers.ends.removeLast()
    #expect(demo.mismatch(gone, round) == "3 threads were asked for, 2 ended")
    var limited = round
    limited.settings["limit"] = .int(4)
    #expect(demo.mismatch(right, limited) == "5 items were in a queue for 4")
  }

  private func outcome() -> ProducerConsumer.Outcome {
    func crew(_ count: Int) -> CrewOutcome<Int> {
      CrewOutcome(
        orders: (0..<count).map { .start($0) },
        ends: (0..<count).map { CrewOutcome.End(index: $0, result: .success($0)) }
      )
    }
    return ProducerConsumer.Outcome(
      producers: crew(1),
      consumers: crew(3),
      deliveries: (0..<10).map { Delivery(item: $0, result: 2 * $0, thread: $0 % 3) },
      queue: QueueSnapshot(
        name: "tasks",
        depth: 0,
        limit: nil,
        highWater: 5,
        unfinished: 0,
        puts: 10,
        gets: 10,
        waitingProducers: 0,
        waitingConsumers: 0,
        isClosed: true
      ),
      highWater: 5,
      waitsForRoom: 0
    )
  }
}
