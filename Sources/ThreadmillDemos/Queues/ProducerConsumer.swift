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
    /// The most items that were in it.
    package var highWater: Int
    /// Waits for room that producers had.
    package var waitsForRoom: Int
    /// What became of the pills.
    package var pills: PillCount

    /// Creates an outcome.
    package init(
      producers: CrewOutcome<Int>,
      consumers: CrewOutcome<Int>,
      deliveries: [Delivery],
      queue: QueueSnapshot,
      highWater: Int,
      waitsForRoom: Int,
      pills: PillCount = PillCount()
    ) {
      self.producers = producers
      self.consumers = consumers
      self.deliveries = deliveries
      self.queue = queue
      self.highWater = highWater
      self.waitsForRoom = waitsForRoom
      self.pills = pills
    }
  }

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: QueueCrew) throws -> Outcome {
    let queue = try WorkQueue<Errand>(limit: stage.settings.limit, name: "tasks")
    let results = try WorkQueue<Delivery>()
    let pills = Guarded(PillCount())
    show(queue, pills, on: stage)

    try crew.producers.start { number throws(PoolError) in
      let thread = producer(number, queue, stage)
      try thread.start()
      return thread
    }
    // Also called for each consumer that is added later.
    try crew.consumers.start { number throws(PoolError) in
      let lane = crew.lane(ofConsumer: number)
      let thread = consumer(number, lane, queue, results, pills, stage)
      try thread.start()
      return thread
    }

    // Everything has been put, then everything is done, then the consumers may go home.
    let producers = try crew.producers.joinAll()
    // From here on nothing comes but pills.
    let highWater = queue.snapshot().highWater
    let waitsForRoom = Int(queue.producerSnapshot()?.contended ?? 0)
    if stage.settings.choice("ending", as: QueueEnding.self) == .pill {
      try put(pills, into: queue, of: crew.consumers, on: stage)
    } else {
      try queue.join(on: stage)
    }
    // Without pills that is how they learn of it; with them it is for those who found none.
    queue.close()
    let consumers = try crew.consumers.joinAll()
    // What nobody has taken: pills of those who left.
    try? queue.taskDone(queue.drain().count)

    let deliveries = results.drain()
    stage.conclude("Results collected: \(deliveries.count) items")
    return Outcome(
      producers: producers,
      consumers: consumers,
      deliveries: deliveries,
      queue: queue.snapshot(),
      highWater: highWater,
      waitsForRoom: waitsForRoom,
      pills: pills.withLock { $0 }
    )
  }

  /// Puts a pill for each consumer that there is, and waits until they are taken or nobody is left to do
  /// so.
  private func put(
    _ pills: Guarded<PillCount>,
    into queue: WorkQueue<Errand>,
    of consumers: Crew<Int>,
    on stage: DemoStage
  ) throws(CancellationError) {
    func isAnybodyThere() throws(CancellationError) -> Bool {
      if stage.pace.isStopped { throw CancellationError() }
      return consumers.picture().workers.contains(where: \.state.isAlive)
    }
    for _ in 0..<consumers.picture().workers.count(where: \.state.isAlive) {
      // Before it is put, so that never more are taken than were put.
      pills.withLock { $0.put += 1 }
      while (try? queue.put(.pill, upTo: .milliseconds(20))) != true {
        guard try isAnybodyThere() else { return pills.withLock { $0.put -= 1 } }
      }
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
    _ pills: Guarded<PillCount>,
    _ stage: DemoStage
  ) -> WorkerThread<Int, CancellationError> {
    WorkerThread("Consumer-\(number)", on: stage) { context throws(CancellationError) in
      while let lease = try queue.nextUntilClosed(in: context) {
        guard case .item(let item) = lease.element else {
          lease.finish()
          pills.withLock { $0.taken += 1 }
          stage.note("took a pill", worker: lane)
          return number
        }
        stage.print(" Consumer-\(number): Processing \(item)")
        stage.note("item \(item)", worker: lane)
        let delivery = Delivery(item: item, result: item * 2, thread: Int(context.taskID))
        // Also where the rest of the work is cut short. Nobody limits or closes the queue of results.
        defer {
          try? results.put(delivery)
          stage.handOut(String(delivery.result))
        }
        try stage.work(on: lease, context)
      }
      return number
    }
  }

  private func show(
    _ queue: WorkQueue<Errand>,
    _ pills: Guarded<PillCount>,
    on stage: DemoStage
  ) {
    let items = stage.settings.int("items")
    stage.follow { try? queue.setLimit($0.limit) }
    stage.show(queue: { queue.snapshot() })
    stage.show { queue.producerSnapshot() }
    stage.show { queue.consumerSnapshot() }
    // Pills come last: as long as they are not all put, what is in the queue may be one more or less.
    let whereabouts = { @Sendable () -> (put: Int, queued: Int, done: Int, pills: PillCount) in
      let (tasks, pills) = (queue.snapshot(), pills.withLock { $0 })
      let put = min(items, Int(tasks.puts))
      let done = max(0, Int(tasks.puts) - tasks.unfinished - pills.taken)
      return (put, max(0, tasks.depth - pills.left), min(done, put), pills)
    }
    stage.show(progressOf: "items") { (whereabouts().done, items) }
    stage.show("items") {
      let (put, queued, done, pills) = whereabouts()
      return .text(
        "\(put) of \(items) put, \(queued) in the queue, \(max(0, put - queued - done)) in hand, "
          + "\(done) done" + (pills.put > 0 ? ", \(pills.text)" : "")
      )
    }
  }

  // MARK: The oracle

  /// Every item was delivered exactly once and in its producer's order, nothing is left, and the
  /// threads are those that were asked for.
  package func mismatch(_ outcome: Outcome, _ round: RoundReport) -> String? {
    let (items, count) = (round.settings.int("items"), round.settings.int("producers"))
    let queue = outcome.queue
    let puts = UInt64(items + outcome.pills.put)
    if queue.puts != puts || queue.gets != puts || queue.unfinished != 0 {
      return "\(items) items were to go through the queue: \(queue.puts) were put, "
        + "\(queue.gets) taken, \(queue.unfinished) are not done"
    }
    if let limit = round.settings.limit, !round.wasTurned, outcome.highWater > limit {
      return "\(outcome.highWater) items were in a queue for \(limit)"
    }
    if !round.wasTurned, outcome.pills.left > 0 {
      return "\(Phrase.count(outcome.pills.left, "pill")) for nobody"
    }
    return outcome.producers.mismatch(threads: count)
      ?? outcome.consumers.mismatch(round) { $0 }
      ?? outcome.deliveries.mismatch(count: items, producers: count)
  }
}
