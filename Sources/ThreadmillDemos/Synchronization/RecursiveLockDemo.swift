// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// A recursive walk that takes the same lock at every node.
package struct RecursiveLockDemo: StagedDemo {
  package let info = DemoInfo(
    id: "rlock",
    group: "Synchronization",
    title: "RLock: A Lock Taken Again",
    seedSection: nil,
    lesson: "A recursive lock lets its own thread in again; a plain one makes it wait for itself.",
    misconceptions: [
      .init(
        "A thread cannot wait for itself.",
        "With a plain lock it does, for ever: see kind=lock, which gives up after a while."
      ),
      .init(
        "One release gives an RLock back.",
        "It is free for others once it was released as often as it was taken."
      ),
      .init(
        "An RLock is just a better lock.",
        "It hides who depends on whom; a walk that takes the lock once outside needs none."
      ),
    ],
    barTitle: "NODE",
    seedTime: .milliseconds(280),
    knobs: [
      .threads(seed: 2, "threads that walk the tree, one lane each"),
      .size("how long a node takes, under the lock", seed: .milliseconds(20)),
      .count(
        "depth",
        "levels of the next round's tree",
        unit: "levels",
        in: 1...8,
        seed: 3,
        timing: .nextRound
      ),
      .choice(
        "kind",
        "the lock of the next round's tree",
        seed: WalkLock.rlock,
        timing: .nextRound
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> WalkOutcome {
    let settings = stage.settings
    let tree = TreeWalk(settings.choice("kind", as: WalkLock.self), depth: settings.int("depth"))
    stage.show { tree.snapshot() }
    stage.show("tree") {
      .text(
        "\(Phrase.count(tree.visitCount, "node")) visited, "
          + "the lock held \(Phrase.count(tree.deepestHold, "time")) at once, "
          + "\(Phrase.count(tree.stuckCount, "time")) stuck"
      )
    }

    // Makes one thread; called once for each number, and again for each thread that is added later.
    try crew.start { number throws(PoolError) in
      let thread = WorkerThread(TreeWalk.name(of: number), on: stage) {
        context throws(CancellationError) in
        try tree.visit(by: number, stage, context)
      }
      try thread.start()
      return thread
    }

    let outcome = WalkOutcome(
      crew: try crew.joinAll(),
      kind: tree.kind,
      depth: tree.depth,
      visits: tree.visitCount,
      stuck: tree.stuckCount,
      deepestHold: tree.deepestHold,
      clashes: tree.clashCount
    )
    let stuck =
      outcome.stuck == 0
      ? "" : ", \(Phrase.count(outcome.stuck, "time")) stuck on a lock that the thread held"
    stage.conclude("\(Phrase.count(outcome.visits, "node")) visited\(stuck)")
    return outcome
  }

  // MARK: The oracle

  /// Nobody was in the tree beside another; with the recursive lock everybody has seen every node, with
  /// the plain one the root, and was stuck at both nodes below it.
  package func mismatch(_ outcome: WalkOutcome, _ round: RoundReport) -> String? {
    if outcome.clashes > 0 {
      return "two were in the tree \(Phrase.count(outcome.clashes, "time"))"
    }
    let isPlain = outcome.kind == .lock
    let nodes = isPlain ? 1 : TreeWalk.nodes(outcome.depth)
    if let difference = outcome.crew.mismatch(round, expecting: { _ in nodes }) {
      return difference
    }
    let returned = outcome.crew.sum
    guard outcome.crew.allows(outcome.visits, where: returned) else {
      return "\(returned) nodes were returned, \(outcome.visits) were visited"
    }
    let stuck = isPlain && outcome.depth > 1 ? 2 * outcome.crew.values.count : 0
    let isRight =
      isPlain ? outcome.crew.allows(outcome.stuck, where: stuck) : outcome.stuck == 0
    if !isRight {
      return "\(stuck) waits for oneself were expected, there were \(outcome.stuck)"
    }
    let hold = isPlain ? 1 : outcome.depth
    return outcome.deepestHold == hold
      ? nil : "the lock was held \(outcome.deepestHold) times at once, expected \(hold)"
  }
}
