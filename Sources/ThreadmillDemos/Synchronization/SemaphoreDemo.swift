// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// More threads than connections: a semaphore lets in as many as there are.
package struct SemaphoreDemo: StagedDemo {
  package let info = DemoInfo(
    id: "semaphore",
    group: "Synchronization",
    title: "Semaphore: Connection Pool",
    seedSection: nil,
    lesson: "A semaphore counts permits: as many threads as there are go in, the others wait.",
    misconceptions: [
      .init(
        "A semaphore of one is a lock.",
        "A lock knows who holds it; anybody may give a permit back, also one never taken."
      ),
      .init(
        "More threads bring more queries.",
        "The connections set the pace: threads beyond them only wait longer."
      ),
      .init(
        "A permit given back twice does no harm.",
        "It lets one more in for ever: see variant=extra, and bounded, which refuses it."
      ),
    ],
    barTitle: "QUERY",
    seedTime: .milliseconds(300),
    knobs: [
      .threads(seed: 8, "threads that want a connection, one lane each"),
      .size("how long a query keeps its connection", seed: .milliseconds(50)),
      .count(
        "permits",
        "connections of the next round's pool",
        unit: "connections",
        in: 1...64,
        seed: 3,
        timing: .nextRound
      ),
      Knob(
        "queries",
        "queries of each thread",
        unit: "queries",
        kind: .int(1...1000),
        seedValue: .int(2)
      ),
      .choice(
        "variant",
        "how the next round counts: plain, with a permit too many, or bounded",
        seed: PermitVariant.plain,
        timing: .nextRound
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> SemaphoreOutcome {
    let settings = stage.settings
    let pool = try ConnectionPool(
      permits: settings.int("permits"),
      settings.choice("variant", as: PermitVariant.self)
    )
    let queries = settings.int("queries")
    stage.show { pool.snapshot() }
    stage.show("inside") {
      .text("\(pool.insideCount) of \(pool.permits), at most \(pool.highWaterMark) so far")
    }

    // Makes one thread; called once for each number, and again for each thread that is added later.
    try crew.start { number throws(PoolError) in
      let thread = WorkerThread("Thread-\(number)", on: stage) {
        context throws(CancellationError) in
        for query in 1...queries {
          try pool.query(stage, context)
          stage.note("\(query) of \(queries)", worker: number)
        }
        return queries
      }
      try thread.start()
      return thread
    }

    let outcome = SemaphoreOutcome(
      crew: try crew.joinAll(),
      variant: pool.variant,
      permits: pool.permits,
      highWater: pool.highWaterMark,
      queries: pool.queryCount,
      hasRefused: pool.hasRefused,
      contended: Int(pool.snapshot()?.contended ?? 0)
    )
    stage.conclude(
      "\(Self.queries(outcome.queries)) through \(Phrase.count(outcome.permits, "connection")): "
        + "at most \(outcome.highWater) at a time"
    )
    return outcome
  }

  // MARK: The oracle

  /// Every thread has made its queries, and never more were inside than there were permits.
  package func mismatch(_ outcome: SemaphoreOutcome, _ round: RoundReport) -> String? {
    let limit = outcome.permits + (outcome.variant == .extra ? 1 : 0)
    if outcome.highWater > limit {
      return "\(outcome.highWater) were inside at a time, with \(limit) permits"
    }
    if outcome.hasRefused != (outcome.variant == .bounded) {
      return "a permit too many was \(outcome.hasRefused ? "" : "not ")refused"
    }
    let queries = round.settings.int("queries")
    if let difference = outcome.crew.mismatch(round, expecting: { _ in queries }) {
      return difference
    }
    let returned = outcome.crew.sum
    return outcome.crew.allows(outcome.queries, where: returned)
      ? nil : "\(returned) queries were returned, \(outcome.queries) were made"
  }
}
