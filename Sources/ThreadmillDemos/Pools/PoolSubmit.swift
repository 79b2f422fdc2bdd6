// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

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
        "cancel() stops a running task.",
        "It keeps a queued one from starting; a running one has to look for the request itself."
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

  package func mismatch(_ downloads: [Download], _ round: RoundReport) -> String? {
    Download.mismatch(downloads, count: round.settings.int("tasks"))
  }
}
