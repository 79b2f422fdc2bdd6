// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

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
        "map() hands out results as they come.",
        "This one waits for all of them, so a slow one in front holds up the rest."
      ),
      .init(
        "A larger chunk is always faster.",
        "It saves queueing, but one worker may still work while the others have nothing to do."
      ),
    ],
    barTitle: "ITEM",
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

  package func mismatch(_ downloads: [Download], _ round: RoundReport) -> String? {
    Download.mismatch(downloads, count: round.settings.int("tasks"))
  }
}
