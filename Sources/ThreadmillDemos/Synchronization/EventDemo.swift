// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// Runners at a line: one event lets all of them go.
package struct EventDemo: StagedDemo {
  package let info = DemoInfo(
    id: "event",
    group: "Synchronization",
    title: "Event: Starting Gun",
    seedSection: nil,
    lesson: "An event is a door: closed, everybody sleeps; set once, all go, late ones included.",
    misconceptions: [
      .init(
        "set() wakes one thread.",
        "It lets all go who wait, and all who come, until somebody clears it."
      ),
      .init(
        "Whoever comes after set() has missed it.",
        "An event stays set; a condition's notification would be gone."
      ),
      .init(
        "A loop that looks at a flag does as well.",
        "It goes on late by up to a look, or burns a CPU: see signal=poll."
      ),
    ],
    barTitle: "RUN",
    seedTime: .milliseconds(100),
    knobs: [
      .threads(seed: 6, "runners, one lane each; a late one finds the door open"),
      .size("how long all wait for the start, and how long each runs", seed: .milliseconds(50)),
      .choice(
        "signal",
        "how the next round's runners learn of the start: asleep on an event, or looking at it",
        seed: StartSignal.event,
        timing: .nextRound
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> EventOutcome {
    let gun = StartingGun(stage.settings.choice("signal", as: StartSignal.self))
    show(gun, on: stage)

    // Makes one runner; called once for each number, and again for each that is added later.
    try crew.start { number throws(PoolError) in
      let thread = WorkerThread("Runner-\(number)", on: stage) {
        context throws(CancellationError) in
        try gun.waitForStart(stage, context)
        try stage.liveWork(1, context)
        return number
      }
      try thread.start()
      return thread
    }

    // Ready, steady …
    try stage.pace.sleep(for: stage.size)
    gun.fire(stage)

    let outcome = EventOutcome(
      crew: try crew.joinAll(),
      signal: gun.signal,
      reactions: gun.reactions,
      falseStarts: gun.falseStarts,
      vainLooks: gun.vainLooks
    )
    stage.conclude(
      "\(Phrase.count(outcome.reactions.count, "runner")) started, "
        + "the last one \(Phrase.measured(outcome.slowest)) after the shot"
    )
    return outcome
  }

  private func show(_ gun: StartingGun, on stage: DemoStage) {
    stage.show { gun.snapshot() }
    stage.show("start") {
      .text(gun.isFired ? "fired" : "not yet, \(gun.vainLooks) looks in vain")
    }
    stage.show("reactions") {
      let times = gun.reactions.map { Int($0 / .microseconds(1)) }
      return .bars(
        times,
        times.max().map { "the last one \($0) µs after the shot" } ?? "nobody yet"
      )
    }
  }

  // MARK: The oracle

  /// Nobody went before the start, and everybody went once.
  package func mismatch(_ outcome: EventOutcome, _ round: RoundReport) -> String? {
    if outcome.falseStarts > 0 { return "\(outcome.falseStarts) went before the start" }
    if outcome.reactions.contains(where: { $0 < .zero }) { return "somebody went before the start" }
    if let difference = outcome.crew.mismatch(round, expecting: { $0 }) { return difference }
    let arrived = outcome.crew.values.count
    return outcome.crew.allows(outcome.reactions.count, where: arrived)
      ? nil : "\(arrived) arrived, but \(outcome.reactions.count) had started"
  }
}
