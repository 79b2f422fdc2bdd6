// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
package import ThreadmillTelemetry

/// The seed's queue: one producer, three consumers.
package struct ProducerConsumer: StagedDemo {
  package let info = DemoInfo(
    id: "producer-consumer",
    group: "Queues",
    title: "Producer-Consumer",
    seedSection: "Producer-Consumer with Queue",
    lesson: "A queue lets both sides run at their own pace; the slower one sets that of the whole.",
    misconceptions: [
      .init(
        "Look whether the queue is empty, then get().",
        "Another consumer may take the item between the two; ask and take in one step."
      ),
      .init(
        "Each consumer needs a poison pill, or a timeout, to end.",
        "close() tells all at once. See ending=pill: who comes late finds none, who has left leaves one."
      ),
      .init(
        "An empty queue means that everything is done.",
        "Items in consumers' hands are not; join() waits for those, too."
      ),
      .init(
        "task_done() is easily remembered.",
        "Until an error skips it; a lease that is dropped is done all the same, and counted."
      ),
    ],
    barTitle: "ITEM",
    seedTime: .milliseconds(230),
    knobs: [
      .consumers(seed: 3),
      .size("how long a consumer takes for an item", seed: .milliseconds(50)),
      .producers(seed: 1),
      .interval(seed: .milliseconds(20)),
      .items(seed: 10),
      .limit("items that may be in the queue; a producer waits for room", seed: .unlimited),
      .choice(
        "ending",
        "how the next round's consumers learn that no more comes: the queue closes, or a pill for each",
        seed: QueueEnding.close,
        timing: .nextRound
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package var resultsTitle: String { "as they were consumed" }

  /// What one round comes to.
  package struct Outcome: Sendable {
    /// How the producers ended.
    package var producers: CrewOutcome<Int>
    /// How the consumers ended.
    package var consumers: CrewOutcome<Int>
    /// What the consumers made, each in the order in which it took.
    package var deliveries: [Delivery]
    /// The queue at the end.
    package var queue: QueueSnapshot
    /// Waits for room that producers had.
    package var waitsForRoom: Int
    /// Pills that were put.
    package var pillCount: Int
    /// Pills that nobody has taken.
    package var leftPills: Int

    /// Creates an outcome.
    package init(
      producers: CrewOutcome<Int>,
      consumers: CrewOutcome<Int>,
      deliveries: [Delivery],
      queue: QueueSnapshot,
      waitsForRoom: Int,
      pillCount: Int = 0,
      leftPills: Int = 0
    ) {
      self.producers = producers
      self.consumers = consumers
      self.deliveries = deliveries
      self.queue = queue
      self.waitsForRoom = waitsForRoom
      self.pillCount = pillCount
      self.leftPills = leftPills
    }
  }

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: QueueCrew) throws -> Outcome {
    let queue = try WorkQueue<Errand>(limit: stage.settings.limit, name: "tasks")
    let results = try WorkQueue<Delivery>()
    let pills = Guarded(0)
    show(queue, pills, on: stage)

    try crew.producers.start { number throws(PoolError) in
      let thread = producer(number, queue, stage)
      try thread.start()
      return thread
    }
    // Also called for each consumer that is added later.
    try crew.consumers.start { number throws(PoolError) in
      let lane = crew.lane(ofConsumer: number)
      let thread = consumer(number, lane, queue, results, stage)
      try thread.start()
      return thread
    }

    // Everything has been put, then everything is done, then the consumers may go home.
    let producers = try crew.producers.joinAll()
    if stage.settings.choice("ending", as: QueueEnding.self) == .pill {
      try put(pills, into: queue, of: crew.consumers, on: stage)
    } else {
      try queue.join(on: stage)
    }
    // Without pills that is how they learn of it; with them it is for those who found none.
    queue.close()
    let consumers = try crew.consumers.joinAll()
    let left = queue.drain()

    let deliveries = results.drain()
    stage.conclude("Results collected: \(deliveries.count) items")
    return Outcome(
      producers: producers,
      consumers: consumers,
      deliveries: deliveries,
      queue: queue.snapshot(),
      waitsForRoom: Int(queue.producerSnapshot()?.contended ?? 0),
      pillCount: pills.withLock { $0 },
      leftPills: left.count { $0 == .pill }
    )
  }

  /// Puts a pill for each consumer that there is, and waits until they are taken or nobody is left to do
  /// so.
  private func put(
    _ pills: Guarded<Int>,
    into queue: WorkQueue<Errand>,
    of consumers: Crew<Int>,
    on stage: DemoStage
  ) throws(CancellationError) {
    func isAnybodyThere() throws(CancellationError) -> Bool {
      if stage.pace.isStopped { throw CancellationError() }
      return consumers.picture().workers.contains(where: \.state.isAlive)
    }
    for _ in 0..<consumers.picture().workers.count(where: \.state.isAlive) {
      while (try? queue.put(.pill, upTo: .milliseconds(20))) != true {
        guard try isAnybodyThere() else { return }
      }
      pills.withLock { $0 += 1 }
    }
    while (try? queue.join(upTo: .milliseconds(20))) != true, try isAnybodyThere() {}
  }

  private func producer(
    _ number: Int,
    _ queue: WorkQueue<Errand>,
    _ stage: DemoStage
  ) -> WorkerThread<Int, CancellationError> {
    let count = stage.settings.int("producers")
    let name = count == 1 ? "Producer" : "Producer-\(number)"
    let interval = stage.liveInterval()
    return WorkerThread(name, on: stage) { context throws(CancellationError) in
      for item in stride(from: number, to: stage.settings.int("items"), by: count) {
        try queue.putUntilStopped(.item(item), in: context)
        stage.print(" \(name): Added \(item)")
        stage.note("added \(item)", worker: number)
        try context.sleep(1, of: interval)
      }
      stage.print(" \(name): Done")
      return number
    }
  }

  private func consumer(
    _ number: Int,
    _ lane: Int,
    _ queue: WorkQueue<Errand>,
    _ results: WorkQueue<Delivery>,
    _ stage: DemoStage
  ) -> WorkerThread<Int, CancellationError> {
    WorkerThread("Consumer-\(number)", on: stage) { context throws(CancellationError) in
      while let lease = try queue.nextUntilClosed(in: context) {
        guard case .item(let item) = lease.element else {
          stage.note("took a pill", worker: lane)
          lease.finish()
          return number
        }
        stage.print(" Consumer-\(number): Processing \(item)")
        stage.note("item \(item)", worker: lane)
        let delivery = Delivery(item: item, result: item * 2, thread: Int(context.taskID))
        // Nobody limits or closes the queue of results.
        try? results.put(delivery)
        stage.handOut(String(delivery.result))
        try stage.work(on: lease, context)
      }
      return number
    }
  }

  private func show(
    _ queue: WorkQueue<Errand>,
    _ pills: Guarded<Int>,
    on stage: DemoStage
  ) {
    let items = stage.settings.int("items")
    stage.follow { try? queue.setLimit($0.limit) }
    stage.show(queue: { queue.snapshot() })
    stage.show { queue.producerSnapshot() }
    stage.show { queue.consumerSnapshot() }
    stage.show(progress: {
      let tasks = queue.snapshot()
      return (min(items, Int(tasks.puts) - tasks.unfinished), items)
    })
    stage.show("items") {
      let tasks = queue.snapshot()
      let inHand = tasks.unfinished - tasks.depth
      let pills = pills.withLock { $0 }
      return .text(
        "\(min(items, Int(tasks.puts))) of \(items) put, \(tasks.depth) in the queue, "
          + "\(inHand) in hand, \(min(items, Int(tasks.puts) - tasks.unfinished)) done"
          + (pills > 0 ? ", and \(Phrase.count(pills, "pill"))" : "")
      )
    }
  }

  // MARK: The oracle

  /// Every item was delivered exactly once and in its producer's order, nothing is left, and the
  /// threads are those that were asked for.
  package func mismatch(_ outcome: Outcome, _ round: RoundReport) -> String? {
    let (items, count) = (round.settings.int("items"), round.settings.int("producers"))
    let queue = outcome.queue
    let (puts, left) = (UInt64(items + outcome.pillCount), outcome.leftPills)
    if queue.puts != puts || queue.gets != puts || queue.unfinished != left {
      return "\(items) items were to go through the queue: \(queue.puts) were put, "
        + "\(queue.gets) taken, \(queue.unfinished) are not done"
    }
    if let limit = round.settings.limit, !round.wasTurned, queue.highWater > limit {
      return "\(queue.highWater) items were in a queue for \(limit)"
    }
    if !round.wasTurned, left > 0 { return "\(Phrase.count(left, "pill")) for nobody" }
    return outcome.producers.mismatch(threads: count)
      ?? outcome.consumers.mismatch(round) { $0 }
      ?? outcome.deliveries.mismatch(count: items, producers: count)
  }
}
