// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// The seed's second look at its pool: the same downloads through `map`.
package struct PoolMap: StagedDemo {
  package let info = DemoInfo(
    id: "pool-map",
    group: "Pools",
    title: "Thread Pool: map",
    seedSection: "ThreadPoolExecutor with map()",
    lesson:
      "map() returns results in input order; larger chunks save queueing and lose balance.",
    misconceptions: [
      .init(
        "Results in order mean that tasks ran in order.",
        "They ran as workers were free; map() puts the results back in input order."
      ),
      .init(
        "A larger chunk is always faster.",
        "It saves queueing, but one worker may still work while the others have nothing to do."
      ),
    ],
    barTitle: "CHUNK",
    seedTime: .milliseconds(300),
    knobs: [
      .poolWorkers(seed: 4),
      .size("how long a download takes", seed: .milliseconds(100)),
      .tasks(seed: 10),
      Knob(
        "chunk",
        "downloads that a worker takes at a time",
        unit: "tasks",
        kind: .int(1...100_000),
        seedValue: .int(1)
      ),
      .work, .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package var resultsTitle: String { "in input order" }

  package func makeMachine(_ stage: DemoStage) throws(PoolError) -> DemoPool { try DemoPool(stage) }

  // MARK: The body

  package func play(_ stage: DemoStage, _ workers: DemoPool) throws -> [Download] {
    let chunk = stage.settings.int("chunk")
    let downloads = try workers.pool.map(0..<stage.tasks, chunkSize: chunk) {
      (context: borrowing WorkContext, id) throws(CancellationError) in
      try stage.work(for: stage.size, context)
      stage.note("→ file \(id)", worker: context.workerID)
      return Download(id)
    }
    for download in downloads { stage.handOut(download.text) }
    stage.conclude("Downloaded \(downloads.count) files using map()")
    return downloads
  }

  // MARK: The oracle

  package func mismatch(_ downloads: [Download], _ settings: KnobSettings) -> String? {
    Download.mismatch(downloads, count: settings.int("tasks"))
  }

  // MARK: What is said about it

  /// A chunk is one task of the pool.
  package func plannedTasks(_ settings: KnobSettings) -> Int? {
    settings.int("tasks").dividedRoundingUp(by: settings.int("chunk"))
  }

  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let tasks = round.settings.int("tasks")
    let chunk = min(round.settings.int("chunk"), tasks)
    guard chunk > 1, !round.settings.computes else { return IdealTime(waves: tasks, of: round) }
    return IdealTime(waves: tasks.dividedRoundingUp(by: chunk), chunk, of: round)
  }

  package func aha(_ downloads: [Download], _ round: RoundReport) -> String {
    let tasks = round.settings.int("tasks")
    let workers = Phrase.count(round.settings.workers, "worker")
    if round.wasTurned { return Phrase.turned(round) }
    let serial = round.realSize * tasks
    if round.settings.computes {
      return Phrase.computed(workers, round, serial: serial, ideal: idealTime(round))
    }
    let chunk = min(round.settings.int("chunk"), tasks)
    if chunk == 1 {
      return "\(Phrase.count(tasks, "download")) on \(workers) took "
        + "\(Phrase.measured(round.time)) and came back in input order, whoever ended first."
    }
    let chunks = Phrase.count(tasks.dividedRoundingUp(by: chunk), "chunk")
    return "\(Phrase.count(tasks, "download")) in \(chunks) of \(chunk) on \(workers) took "
      + "\(Phrase.measured(round.time)) and came back in input order."
  }

  package func resultFields(
    _ downloads: [Download],
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("files", .int(downloads.count)),
      .init("bytes", .int(downloads.reduce(0) { $0 + $1.size })),
      .init("chunks", .int(Int(round.counts.submitted))),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let chunk = settings.int("chunk")
    let tasks = settings.int("tasks")
    let workers = settings.workers
    let even = tasks.dividedRoundingUp(by: workers)
    var tries: [EndCard.Suggestion] = []
    let chunks = tasks.dividedRoundingUp(by: chunk)
    if !settings.computes, let waves = EndCard.Suggestion.fewerWaves(settings, tasks: chunks) {
      tries.append(waves)
    }
    if chunk > 1 {
      tries.append(.knob("chunk", "1", "one download at a time: best balance"))
    } else if even > 1 {
      let reason = "one chunk for each worker: least queueing, worst balance"
      tries.append(.knob("chunk", "\(even)", reason))
    }
    return tries + [.otherWork(settings)]
  }
}
