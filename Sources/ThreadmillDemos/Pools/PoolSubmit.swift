// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// The seed's thread pool: ten downloads on four workers.
package struct PoolSubmit: StagedDemo {
  package let info = DemoInfo(
    id: "pool-submit",
    group: "Pools",
    title: "Thread Pool: submit",
    seedSection: "ThreadPoolExecutor",
    lesson:
      "A pool is a queue with servers: tasks go in waves, and one worker more may save a wave.",
    misconceptions: [
      .init(
        "submit() runs the task.",
        "It queues it; a worker takes it when one is free."
      ),
      .init(
        "Twice the workers, half the time.",
        "Only while tasks queue for workers: 10 tasks on 8 workers still take 2 waves."
      ),
    ],
    barTitle: "TASK",
    seedTime: .milliseconds(300),
    knobs: [
      .poolWorkers(seed: 4),
      .size("how long a download takes", seed: .milliseconds(100)),
      .tasks(seed: 10),
      .work, .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package var resultsTitle: String { "in submission order" }

  package func makeMachine(_ stage: DemoStage) throws(PoolError) -> DemoPool { try DemoPool(stage) }

  // MARK: The body

  package func play(_ stage: DemoStage, _ workers: DemoPool) throws -> [Download] {
    let start = stage.now
    let futures = (0..<stage.tasks).map { id in
      workers.pool.submit(name: "file \(id)") { context throws(CancellationError) in
        try stage.work(for: stage.size, context)
        stage.note("→ file \(id)", worker: context.workerID)
        return Download(id)
      }
    }
    let downloads = try futures.map { future in
      let download = try future.wait()
      stage.handOut(download.text)
      return download
    }
    let elapsed = DurationText.seconds(stage.now - start, digits: 2)
    stage.conclude("Downloaded \(downloads.count) files in \(elapsed)s")
    stage.print("Results: \(downloads.prefix(3).map(\.pythonText).bracketed)...")
    return downloads
  }

  // MARK: The oracle

  package func mismatch(_ downloads: [Download], _ settings: KnobSettings) -> String? {
    Download.mismatch(downloads, count: settings.int("tasks"))
  }

  // MARK: What is said about it

  package func plannedTasks(_ settings: KnobSettings) -> Int? { settings.int("tasks") }

  package func idealTime(_ round: RoundReport) -> IdealTime? {
    IdealTime(waves: round.settings.int("tasks"), of: round)
  }

  package func aha(_ downloads: [Download], _ round: RoundReport) -> String {
    let tasks = round.settings.int("tasks")
    let workers = Phrase.count(round.settings.workers, "worker")
    if round.wasTurned { return Phrase.turned(round) }
    let serial = round.realSize * tasks
    if round.settings.computes {
      return Phrase.computed(workers, round, serial: serial, ideal: idealTime(round))
    }
    if round.settings.workers == 1 {
      return "1 worker took \(Phrase.count(tasks, "download")) one after another: "
        + "\(Phrase.measured(round.time)); a second one would halve it."
    }
    let waves = tasks.dividedRoundingUp(by: max(1, round.settings.workers))
    return
      "\(Phrase.count(tasks, "download")) on \(workers) went in \(Phrase.count(waves, "wave")): "
      + (Phrase.comparison(round)
        ?? "\(Phrase.measured(round.time)) instead of \(Phrase.measured(serial)) one after another")
      + "."
  }

  package func resultFields(
    _ downloads: [Download],
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("files", .int(downloads.count)),
      .init("bytes", .int(downloads.reduce(0) { $0 + $1.size })),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    if settings.computes { return [.otherWork(settings)] }
    let waves = EndCard.Suggestion.fewerWaves(settings, tasks: settings.int("tasks"))
    return [waves, .otherWork(settings)].compactMap { $0 }
  }
}
