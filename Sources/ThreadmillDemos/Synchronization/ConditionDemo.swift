// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// Consumers that sleep until there is something to take: `while` against `if`, one wake against all.
package struct ConditionDemo: StagedDemo {
  package let info = DemoInfo(
    id: "condition",
    group: "Synchronization",
    title: "Condition: Wake and Look Again",
    seedSection: nil,
    lesson: "Who is woken must look again: somebody else may have been faster.",
    misconceptions: [
      .init(
        "Woken means that the condition holds.",
        "It held when somebody notified; until the lock is had again another may take it."
      ),
      .init(
        "notify_all() is the safe choice.",
        "It is right with while, but wakes everybody for one item: count the wakes in vain."
      ),
      .init(
        "A notification waits for whoever comes later.",
        "It is gone if nobody waits: look at the state first, under the lock."
      ),
      .init(
        "An if is enough, I have never seen it fail.",
        "It fails as soon as two are woken for one item: see wait=if with wake=all."
      ),
    ],
    barTitle: "ITEM",
    seedTime: .milliseconds(315),
    knobs: [
      .threads(seed: 4, "consumers, one lane each; a new one waits with the others"),
      .size(
        "the time between two items; each keeps its consumer busy for half of it",
        seed: .milliseconds(30)
      ),
      .tasks(seed: 10),
      .choice(
        "wait",
        "how the next round's consumers wait: look again after a wake, or not",
        seed: WaitStyle.loop,
        timing: .nextRound
      ),
      Knob(
        "wake",
        "whom an item of the next round wakes",
        kind: .choice(["all", "one"]),
        seedValue: .choice("all"),
        timing: .nextRound
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package var resultsTitle: String { "in the order in which they were taken" }

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> ConditionOutcome {
    let settings = stage.settings
    let store = ItemStore(
      settings.choice("wait", as: WaitStyle.self),
      wakesAll: settings.choice("wake") == "all"
    )
    let got = Guarded<[Int]>([])
    show(store, on: stage)

    // Makes one consumer; called once for each number, and again for each that is added later.
    try crew.start { number throws(PoolError) in
      let thread = WorkerThread("Consumer-\(number)", on: stage) {
        context throws(CancellationError) in
        while let item = try store.take(context) {
          if item < 0 {
            stage.note("found nothing", worker: number)
            continue
          }
          got.withLock { $0.append(item) }
          stage.handOut("item \(item)")
          stage.note("item \(item)", worker: number)
          try stage.liveWork(0.5, context)
        }
        return number
      }
      try thread.start()
      return thread
    }

    // The producer: one item after another.
    for item in 0..<settings.int("tasks") {
      try stage.pace.sleep(for: stage.size)
      store.put(item)
    }
    store.close()

    let outcome = ConditionOutcome(
      crew: try crew.joinAll(),
      style: store.style,
      wakesAll: store.wakesAll,
      facts: store.facts,
      got: got.withLock { $0 }
    )
    stage.conclude(line(outcome))
    return outcome
  }

  private func show(_ store: ItemStore, on stage: DemoStage) {
    stage.show(all: { store.primitives })
    stage.show("items") {
      let facts = store.facts
      return .text("\(facts.put) put, \(facts.taken.count) taken")
    }
    stage.show("wakes") {
      let facts = store.facts
      return .text("\(facts.wakes), \(facts.vainWakes) in vain, \(facts.mistakes) mistakes")
    }
  }

  // MARK: The oracle

  /// Every item that the producer put in left the store in its turn and was got exactly once; who looks
  /// again never reaches into the empty store, and who does not has done so at every wake in vain.
  package func mismatch(_ outcome: ConditionOutcome, _ round: RoundReport) -> String? {
    let tasks = round.settings.int("tasks")
    var missing = Set(0..<tasks)
    for item in outcome.got where missing.remove(item) == nil {
      return "item \(item) came twice or was never put"
    }
    if let lost = missing.min() { return "item \(lost) never came" }
    let facts = outcome.facts
    if facts.put != tasks { return "\(facts.put) items were put in, expected \(tasks)" }
    // First in, first out: the store is checked by itself, whoever got what.
    if let place = zip(facts.taken, 0..<tasks).first(where: { $0 != $1 }) {
      return "item \(place.0) left the store in the turn of item \(place.1)"
    }
    if facts.taken.count != tasks {
      return "\(facts.taken.count) items left the store, expected \(tasks)"
    }
    if facts.vainWakes > facts.wakes { return "more wakes in vain than wakes" }
    if outcome.style == .loop, facts.mistakes > 0 {
      return "\(facts.mistakes) reached into the empty store although they looked again"
    }
    if outcome.style == .once, facts.mistakes != facts.vainWakes {
      return "\(facts.vainWakes) wakes in vain, but \(facts.mistakes) mistakes"
    }
    return outcome.crew.mismatch(round) { $0 }
  }
}
