// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
package import ThreadmillTelemetry

/// Producers that are faster than consumers, and what can be done about it.
package struct Backpressure: StagedDemo {
  package let info = DemoInfo(
    id: "backpressure",
    group: "Queues",
    title: "Backpressure",
    seedSection: nil,
    lesson: "A queue absorbs variance, not overload: without a limit, overload turns into latency.",
    misconceptions: [
      .init(
        "A longer queue makes the whole faster.",
        "Consumers set the throughput; a longer queue only lets items grow older in it."
      ),
      .init(
        "A queue without a limit loses nothing.",
        "It loses time, then memory: its depth is memory, and in the end all of it is lost."
      ),
      .init(
        "Blocking a producer wastes its time.",
        "It could only have made what nobody can take yet: that is backpressure."
      ),
      .init(
        "Dropping items is a bug.",
        "Of prices or video frames the newest counts; what is wrong is to drop them silently."
      ),
    ],
    barTitle: "ITEM",
    seedTime: .milliseconds(400),
    knobs: [
      .consumers(seed: 2),
      .size("how long a consumer takes for an item", seed: .milliseconds(20)),
      .choice(
        "policy",
        "what becomes of an item for which the queue has no room",
        seed: QueueOverflow.block,
        timing: .live
      ),
      .limit("items that may be in the queue, unless the policy is unbounded", seed: .int(4)),
      .producers(seed: 2),
      .interval(seed: .milliseconds(5)),
      .items(seed: 40),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package var resultsTitle: String { "as they were taken" }

  /// What one round comes to.
  package struct Outcome: Sendable {
    /// How the producers ended.
    package var producers: CrewOutcome<Int>
    /// How the consumers ended.
    package var consumers: CrewOutcome<Int>
    /// What became of the items.
    package var tally: BackpressureTally
    /// The queue at the end.
    package var queue: QueueSnapshot
    /// Leases that were given up: each is an item that made way.
    package var failedLeases: Int
    /// Waits for room that producers had.
    package var waitsForRoom: Int

    /// Creates an outcome.
    package init(
      producers: CrewOutcome<Int>,
      consumers: CrewOutcome<Int>,
      tally: BackpressureTally,
      queue: QueueSnapshot,
      failedLeases: Int,
      waitsForRoom: Int
    ) {
      self.producers = producers
      self.consumers = consumers
      self.tally = tally
      self.queue = queue
      self.failedLeases = failedLeases
      self.waitsForRoom = waitsForRoom
    }
  }

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: QueueCrew) throws -> Outcome {
    let queue = try WorkQueue<Parcel>(name: "parcels")
    let tally = Guarded(BackpressureTally())
    stage.follow { try? queue.setLimit($0.overflow == .unbounded ? nil : $0.limit) }
    show(queue, tally, on: stage)

    try crew.producers.start { number throws(PoolError) in
      let thread = producer(number, queue, tally, stage)
      try thread.start()
      return thread
    }
    // Also called for each consumer that is added later.
    try crew.consumers.start { number throws(PoolError) in
      let lane = crew.lane(ofConsumer: number)
      let thread = consumer(number, lane, queue, tally, stage)
      try thread.start()
      return thread
    }

    let producers = try crew.producers.joinAll()
    try queue.join(on: stage)
    queue.close()
    let outcome = Outcome(
      producers: producers,
      consumers: try crew.consumers.joinAll(),
      tally: tally.withLock { $0 },
      queue: queue.snapshot(),
      failedLeases: Int(queue.failedLeases),
      waitsForRoom: Int(queue.producerSnapshot()?.contended ?? 0)
    )
    let count = stage.settings.int("items")
    stage.conclude(
      "Consumed \(outcome.tally.deliveries.count) of \(count) items, \(outcome.tally.lostText), "
        + "age \(outcome.tally.agesText)"
    )
    return outcome
  }

  private func producer(
    _ number: Int,
    _ queue: WorkQueue<Parcel>,
    _ tally: Guarded<BackpressureTally>,
    _ stage: DemoStage
  ) -> WorkerThread<Int, CancellationError> {
    let count = stage.settings.int("producers")
    let interval = stage.liveInterval()
    return WorkerThread("Producer-\(number)", on: stage) { context throws(CancellationError) in
      for item in stride(from: number, to: stage.settings.int("items"), by: count) {
        let parcel = Parcel(item: item, madeAt: stage.now)
        stage.note("offers \(item)", worker: number)
        try offer(parcel, stage.settings.overflow, queue, tally, context)
        try context.sleep(1, of: interval)
      }
      return number
    }
  }

  /// Puts an item, or does with it what the policy says.
  private func offer(
    _ parcel: Parcel,
    _ policy: QueueOverflow,
    _ queue: WorkQueue<Parcel>,
    _ tally: Guarded<BackpressureTally>,
    _ context: borrowing WorkContext
  ) throws(CancellationError) {
    switch policy {
    case .unbounded, .block:
      try queue.putUntilStopped(parcel, in: context)
    case .reject:
      if (try? queue.tryPut(parcel)) != true { tally.withLock { $0.rejected.append(parcel.item) } }
    case .dropOldest:
      while (try? queue.tryPut(parcel)) != true {
        try context.progress(0, of: 1)
        // Nobody finishes this lease: the queue counts it as failed.
        guard let oldest = (try? queue.next(upTo: .zero)) ?? nil else { continue }
        let item = oldest.element.item
        tally.withLock { $0.dropped.append(item) }
      }
    }
  }

  private func consumer(
    _ number: Int,
    _ lane: Int,
    _ queue: WorkQueue<Parcel>,
    _ tally: Guarded<BackpressureTally>,
    _ stage: DemoStage
  ) -> WorkerThread<Int, CancellationError> {
    WorkerThread("Consumer-\(number)", on: stage) { context throws(CancellationError) in
      while let lease = try queue.nextUntilClosed(in: context) {
        let parcel = lease.element
        let age = stage.now - parcel.madeAt
        let depth = queue.depth
        let thread = Int(context.taskID)
        let delivery = Delivery(item: parcel.item, result: 2 * parcel.item, thread: thread)
        tally.withLock { $0.take(delivery, age: age, depth: depth) }
        stage.note("item \(parcel.item), \(Phrase.measured(age)) old", worker: lane)
        stage.handOut(String(parcel.item))
        try stage.work(on: lease, context)
      }
      return number
    }
  }

  private func show(
    _ queue: WorkQueue<Parcel>,
    _ tally: Guarded<BackpressureTally>,
    on stage: DemoStage
  ) {
    let items = stage.settings.int("items")
    stage.show(queue: { queue.snapshot() })
    stage.show { queue.producerSnapshot() }
    stage.show(progressOf: "items") {
      let tally = tally.withLock { $0 }
      return (tally.deliveries.count + tally.lost.count, items)
    }
    stage.show("items") {
      let tally = tally.withLock { $0 }
      return .text(
        "\(tally.deliveries.count) of \(items) consumed, \(tally.rejected.count) rejected, "
          + "\(tally.dropped.count) dropped"
      )
    }
    stage.show("age") { .text("\(tally.withLock { $0 }.agesText) when taken") }
    stage.show("depth") { .bars(tally.withLock { $0.depths }, "items left at each take") }
  }

  // MARK: The oracle

  /// Every item was consumed once or given up as the policy says, nothing is left, and the threads
  /// are those that were asked for.
  package func mismatch(_ outcome: Outcome, _ round: RoundReport) -> String? {
    let (items, count) = (round.settings.int("items"), round.settings.int("producers"))
    let (queue, tally) = (outcome.queue, outcome.tally)
    let expected = items - tally.rejected.count
    if queue.puts != UInt64(expected) || queue.gets != queue.puts || queue.unfinished != 0 {
      return "\(expected) items were to go through the queue: \(queue.puts) were put, "
        + "\(queue.gets) taken, \(queue.unfinished) are not done"
    }
    if outcome.failedLeases != tally.dropped.count {
      return "\(tally.dropped.count) items were dropped, the queue says \(outcome.failedLeases)"
    }
    return (round.wasTurned ? nil : misuse(outcome, round.settings))
      ?? outcome.producers.mismatch(threads: count)
      ?? outcome.consumers.mismatch(round) { $0 }
      ?? tally.deliveries.mismatch(count: items, producers: count, lost: tally.lost)
  }

  /// What the policy does not allow.
  private func misuse(_ outcome: Outcome, _ settings: KnobSettings) -> String? {
    let (policy, tally) = (settings.overflow, outcome.tally)
    if policy != .reject, let item = tally.rejected.first {
      return "item \(item) was rejected, the policy is \(policy.rawValue)"
    }
    if policy != .dropOldest, let item = tally.dropped.first {
      return "item \(item) was dropped, the policy is \(policy.rawValue)"
    }
    guard policy != .unbounded, let limit = settings.limit, outcome.queue.highWater > limit else {
      return nil
    }
    return "\(outcome.queue.highWater) items were in a queue for \(limit)"
  }
}

extension KnobSettings {
  /// What becomes of an item for which a queue has no room.
  package var overflow: QueueOverflow { QueueOverflow(rawValue: choice("policy")) ?? .block }
}
