// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// The seed's tasks of different length, taken as they finish.
package struct AsCompletedDemo: StagedDemo {
  package let info = DemoInfo(
    id: "as-completed",
    group: "Pools",
    title: "as_completed",
    seedSection: "as_completed - Process Results as They Finish",
    lesson:
      "Taking results as they finish makes the batch no shorter, but the first answer comes early.",
    misconceptions: [
      .init(
        "as_completed() makes the batch faster.",
        "The last result comes at the same time; only the first ones come sooner."
      ),
      .init(
        "Results come in the order of submission.",
        "They come as they finish: here the shortest first, so task 3 before task 0."
      ),
      .init(
        "Taking the first answer stops the others.",
        "They run on; cancelling one only asks it to stop."
      ),
    ],
    barTitle: "TASK",
    seedTime: .milliseconds(500),
    knobs: [
      .poolWorkers(seed: 4),
      .size("the shortest task; task i takes 4 - i % 4 times as long", seed: .milliseconds(100)),
      .tasks(seed: 8),
      .work, .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package var resultsTitle: String { "in completion order" }

  /// How many sizes long a task is: 4, 3, 2, 1 and again.
  package static func multiple(_ id: Int) -> Int { 4 - id % 4 }

  // MARK: The body

  package func play(_ stage: DemoStage, _ workers: DemoPool) throws -> [Completion] {
    let start = stage.now
    let futures = (0..<stage.tasks).map { id in
      workers.pool.submit(name: "task \(id)") { context throws(CancellationError) in
        let took = try stage.work(for: stage.size * Self.multiple(id), context)
        stage.note("→ task \(id)", worker: context.workerID)
        return Completion(id: id, took: took, endedAt: stage.now - start)
      }
    }
    stage.print("Processing results as they complete:")
    let finished = asCompleted(futures)
    let readyTimes = ReadyTimes(futures) { stage.now - start }
    var completions: [Completion] = []
    for future in finished {
      var completion = try future.wait()
      completion.takenAt = stage.now - start
      completions.append(completion)
      stage.handOut("task \(completion.id)")
      let took = DurationText.seconds(completion.took, digits: 2)
      stage.print(" Task \(completion.id) completed (took \(took)s)")
    }
    stage.keepResult("Processing results as they complete: \(Self.order(completions))")
    for index in completions.indices {
      completions[index].readyAt = readyTimes[completions[index].id]
    }
    return completions
  }

  /// The numbers of the first tasks that came back.
  private static func order(_ completions: [Completion]) -> String {
    let first = completions.prefix(8).map(\.id)
    return "\(first)\(completions.count > first.count ? "..." : "")"
  }

  // MARK: The oracle

  /// Every task has come exactly once, and none before one that had ended ahead of it.
  package func mismatch(_ completions: [Completion], _ round: RoundReport) -> String? {
    var missing = Set(0..<round.settings.int("tasks"))
    for completion in completions where missing.remove(completion.id) == nil {
      return "task \(completion.id) came twice or was never submitted"
    }
    if let lost = missing.min() { return "task \(lost) never came" }
    return Completion.misorder(completions)
  }
}
