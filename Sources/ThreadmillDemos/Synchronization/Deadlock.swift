// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// Philosophers in a ring, each of whom needs the forks of both neighbours.
package struct Deadlock: StagedDemo {
  package let info = DemoInfo(
    id: "deadlock",
    group: "Synchronization",
    title: "Deadlock: Dining Philosophers",
    seedSection: nil,
    lesson: "Who holds one lock and waits for the next closes a ring in which nobody can go on.",
    misconceptions: [
      .init(
        "A deadlock uses up the CPU.",
        "All of its threads sleep: the program is silent, and looks idle."
      ),
      .init(
        "It never happened in my tests, so it cannot happen.",
        "It takes one moment in which all reach for their first lock; that moment comes."
      ),
      .init(
        "A timeout cures a deadlock.",
        "It opens the ring after a wait, and it may close again; one order of locks never closes it."
      ),
      .init(
        "More locks make a program safer.",
        "Two locks that are taken in different orders are enough for a ring."
      ),
    ],
    barTitle: "THINK, REACH, EAT",
    knobs: [
      .threads(seed: 5, "philosophers, one lane each; more than forks share a seat"),
      .size(
        "how long each thinks, hesitates before the second fork, and eats",
        seed: .milliseconds(50)
      ),
      .choice(
        "cure",
        "what keeps the next round from a deadlock",
        seed: DiningCure.none,
        timing: .nextRound
      ),
      Knob(
        "meals",
        "meals that each wants to eat",
        unit: "meals",
        kind: .int(1...1000),
        seedValue: .int(3)
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> DiningOutcome {
    let table = try DiningTable(
      seats: stage.workers,
      stage.settings.choice("cure", as: DiningCure.self)
    )
    let meals = stage.settings.int("meals")
    let waiter = DiningWaiter(stage, crew, table)
    show(table, waiter, on: stage)

    // Makes one philosopher; called once for each number, and again for each that is added later.
    // All wait for the others, so that they think and reach at the same time.
    let start = Event(name: "dinner")
    try crew.start { number throws(PoolError) in
      let thread = WorkerThread(DiningTable.name(of: number), on: stage) {
        context throws(CancellationError) in
        try start.wait(in: context)
        do throws(CancellationError) {
          for meal in 1...meals {
            stage.note("thinks, \(meal - 1) of \(meals) eaten", worker: number)
            try stage.liveWork(1, context)
            try table.eat(at: number, stage, context)
          }
        } catch {
          stage.note("left the table", worker: number)
          throw error
        }
        stage.note("\(meals) of \(meals) eaten", worker: number)
        return meals
      }
      try thread.start()
      return thread
    }
    start.set()

    // Waits for all of them to end, and looks for a ring meanwhile.
    let outcome = DiningOutcome(
      crew: try waiter.joinAll(),
      cure: table.cure,
      rings: waiter.rings,
      victims: waiter.victims,
      leavers: waiter.leavers,
      meals: table.mealCount,
      backOffs: table.backOffCount,
      clashes: table.clashCount
    )
    stage.conclude(line(outcome))
    return outcome
  }

  private func show(_ table: DiningTable, _ waiter: DiningWaiter, on stage: DemoStage) {
    stage.show(all: { table.primitives })
    let word = waiter.word
    stage.show("deadlock") { .text(word.withLock { $0 }) }
    stage.show("meals") {
      .text("\(table.mealCount) eaten, \(table.backOffCount) times backed off")
    }
  }

  // MARK: The oracle

  /// No fork was in two hands; everybody has eaten who was not stopped; and where a ring could close,
  /// either one was found and opened, or all have eaten.
  package func mismatch(_ outcome: DiningOutcome, _ round: RoundReport) -> String? {
    if outcome.clashes > 0 {
      return "two had the same fork \(Phrase.count(outcome.clashes, "time"))"
    }
    if outcome.cure.preventsCycles, !outcome.rings.isEmpty {
      return "\(outcome.cure.phrase) let a ring of \(outcome.rings[0]) close"
    }
    if outcome.victims.count > outcome.rings.count {
      let rings = Phrase.count(outcome.rings.count, "ring")
      return "\(outcome.victims.count) were stopped, but \(rings) found"
    }
    if !round.wasTurned, !outcome.leavers.isEmpty { return "somebody left whom no knob had asked" }
    let meals = round.settings.int("meals")
    let asked =
      round.wasTurned
      ? outcome.crew.orders
      : (0..<round.settings.workers).map { .start($0) } + outcome.victims.map { .cancel($0) }
    let crew = CrewOutcome(orders: asked, ends: outcome.crew.ends)
    if let difference = crew.mismatch(expecting: { _ in meals }) { return difference }
    let returned = outcome.crew.sum
    return outcome.crew.allows(outcome.meals, where: returned)
      ? nil : "\(returned) meals were returned, \(outcome.meals) were eaten"
  }
}
