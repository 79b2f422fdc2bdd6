// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// The seed's thread-local storage, and what happens without it and beyond it.
package struct ThreadLocalDemo: StagedDemo {
  package let info = DemoInfo(
    id: "thread-local",
    group: "Threads",
    title: "Thread-Local Storage",
    seedSection: "Thread-Local Storage",
    lesson:
      "A thread-local value belongs to the thread, not to the task: a pool's next task finds it.",
    misconceptions: [
      .init(
        "Thread-local means per request.",
        "It means per thread: in a pool the next request finds what the last one left."
      ),
      .init(
        "A shared variable works if each thread sets it first.",
        "All set it, the last one wins, and the others read a name that is not theirs."
      ),
      .init(
        "A lock around the shared value helps.",
        "Here it has one: each access is whole, and the value is still somebody else's."
      ),
      .init(
        "Async code keeps its thread.",
        "After an await it may go on on another one; @TaskLocal follows the task."
      ),
    ],
    barTitle: "TASK",
    seedTime: .milliseconds(100),
    knobs: [
      .threads(seed: 3),
      .size(
        "how long a thread waits between keeping its value and reading it",
        seed: .milliseconds(100)
      ),
      .choice(
        "storage",
        "a place for each thread, one for all, those of a pool's workers, or one for each async task",
        seed: NameStorage.threadLocal,
        timing: .nextRun
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package var resultsTitle: String { "as they were read" }

  package func makeMachine(_ stage: DemoStage) throws(PoolError) -> LocalMachine {
    try LocalMachine(stage)
  }

  /// What one round comes to.
  package struct Outcome: Sendable {
    /// How the threads ended; `nil` where a pool's tasks did the work.
    package var crew: CrewOutcome<Int>?
    /// What was read, in the order in which it was.
    package var readings: [NameReading]
    /// How many tasks a pool was given.
    package var taskCount: Int

    /// Creates an outcome.
    package init(crew: CrewOutcome<Int>?, readings: [NameReading], taskCount: Int = 0) {
      self.crew = crew
      self.readings = readings
      self.taskCount = taskCount
    }
  }

  // MARK: The body

  package func play(_ stage: DemoStage, _ machine: LocalMachine) throws -> Outcome {
    let readings = Guarded<[NameReading]>([])
    show(readings, on: stage)
    switch machine.kind {
    case .threads(let crew):
      let slot: NameSlot =
        stage.settings.storage == .shared ? .shared(Guarded(nil)) : .own(machine.local)
      let outcome = try play(stage, crew, slot, readings)
      return Outcome(crew: outcome, readings: finish(readings, on: stage))
    case .workers(let workers):
      let count =
        stage.settings.storage == .taskLocal
        ? try play(stage, workers.pool, readings) : try play(stage, workers, machine, readings)
      return Outcome(crew: nil, readings: finish(readings, on: stage), taskCount: count)
    }
  }

  /// The seed's threads: each keeps its value, waits, and reads it.
  private func play(
    _ stage: DemoStage,
    _ crew: Crew<Int>,
    _ slot: NameSlot,
    _ readings: Guarded<[NameReading]>
  ) throws -> CrewOutcome<Int> {
    try crew.start { number throws(PoolError) in
      let name = "Thread-\(number)"
      let thread = WorkerThread(name, on: stage) { context throws(CancellationError) in
        let value = "\(name)-data"
        slot.keep(value)
        stage.note("keeps \(value)", worker: number)
        try stage.liveWork(1, context)
        let found = slot.name
        readings.withLock { $0.append(NameReading(reader: name, kept: value, found: found)) }
        say(name, found, worker: number, on: stage)
        return number
      }
      try thread.start()
      return thread
    }
    return try crew.joinAll()
  }

  /// Requests on a pool: those who have signed in keep their name, then as many come that have not.
  private func play(
    _ stage: DemoStage,
    _ workers: DemoPool,
    _ machine: LocalMachine,
    _ readings: Guarded<[NameReading]>
  ) throws -> Int {
    let count = 2 * stage.workers
    let slot = NameSlot.own(machine.local)
    let futures = (0..<count).map { id in
      let reader = "request \(id)"
      let kept = id < count / 2 ? "user-\(id)" : nil
      return workers.pool.submit(name: reader) { context throws(CancellationError) in
        let worker = context.workerID
        if let kept {
          slot.keep(kept)
          machine.ledger.withLock { $0[worker] = kept }
        }
        stage.note(kept.map { "keeps \($0)" } ?? "not signed in", worker: worker)
        try stage.work(for: stage.size, context)
        let (found, last) = (slot.name, machine.ledger.withLock { $0[worker] })
        let reading = NameReading(reader: reader, kept: kept, found: found, last: last)
        readings.withLock { $0.append(reading) }
        say(reader, found, worker: worker, on: stage)
      }
    }
    for future in futures { try future.wait() }
    return count
  }

  private func say(_ reader: String, _ found: String?, worker: Int, on stage: DemoStage) {
    let found = found ?? "nothing"
    stage.print(" \(reader): \(found)")
    stage.note("reads \(found)", worker: worker)
    stage.handOut(found)
  }

  /// The seed prints no line at the end; what the round came to is kept without one.
  private func finish(
    _ readings: Guarded<[NameReading]>,
    on stage: DemoStage
  ) -> [NameReading] {
    let readings = readings.withLock { $0 }
    let foreign = readings.count(where: \.isForeign)
    stage.keepResult("\(readings.count) values read, \(foreign) of somebody else")
    let noun = stage.settings.storage == .pool ? "leaks" : "foreign"
    let counts = stage.remember("foreign", foreign)
    stage.show(noun) { .bars(counts, "\(foreign) of \(readings.count) in the last round") }
    return readings
  }

  private func show(_ readings: Guarded<[NameReading]>, on stage: DemoStage) {
    stage.show("reads") {
      let readings = readings.withLock { $0 }
      let foreign = readings.count(where: \.isForeign)
      return .text("\(readings.count - foreign) own or empty, \(foreign) of somebody else")
    }
    guard stage.settings.storage == .taskLocal else { return }
    stage.show("threads") {
      let readings = readings.withLock { $0 }
      let moved = readings.count(where: \.hasMoved)
      return .text("\(moved) of \(readings.count) went on on another thread")
    }
  }

  // MARK: The oracle

  /// With a place of its own nobody reads a foreign value; in one place for all it must at least be
  /// one that somebody has kept; a pool's worker has what its last task left; a task has its own on
  /// any thread.
  package func mismatch(_ outcome: Outcome, _ round: RoundReport) -> String? {
    let readings = outcome.readings
    switch round.settings.storage {
    case .threadLocal:
      if let wrong = readings.first(where: { $0.found != $0.kept }) {
        return
          "\(wrong.reader) found \(wrong.found ?? "nothing"), it had kept \(wrong.kept ?? "nothing")"
      }
    case .shared:
      let kept = Self.keptValues(outcome)
      if let wrong = readings.first(where: { $0.found.map(kept.contains) != true }) {
        return "\(wrong.reader) found \(wrong.found ?? "nothing"), which nobody had kept"
      }
    case .pool, .taskLocal:
      return poolMismatch(outcome)
    }
    guard let crew = outcome.crew else { return "no threads have run" }
    let ended = crew.values.count
    if readings.count < ended { return "\(ended) threads ended, \(readings.count) have read" }
    return crew.mismatch(round) { $0 }
  }

  /// What the threads that were started have kept; of one that was cancelled nobody has read it.
  private static func keptValues(_ outcome: Outcome) -> Set<String> {
    let orders = outcome.crew?.orders ?? []
    return Set(
      orders.compactMap { order in
        if case .start(let number) = order { "Thread-\(number)-data" } else { nil }
      }
    )
  }

  private func poolMismatch(_ outcome: Outcome) -> String? {
    let readings = outcome.readings
    if readings.count != outcome.taskCount {
      return "\(outcome.taskCount) requests were made, \(readings.count) have read"
    }
    if let wrong = readings.first(where: { $0.kept != nil && $0.found != $0.kept }) {
      return
        "\(wrong.reader) found \(wrong.found ?? "nothing"), it had kept \(wrong.kept ?? "nothing")"
    }
    // A worker that came later may have the number of one that went, and finds nothing.
    let strange = readings.first { $0.found != nil && $0.found != $0.last }
    return strange.map {
      "\($0.reader) found \($0.found ?? "nothing"), its worker had kept \($0.last ?? "nothing")"
    }
  }
}
