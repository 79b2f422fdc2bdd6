// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// What is said about a round.
extension PoolMap {
  /// A chunk is one task of the pool.
  package func plannedTasks(_ settings: KnobSettings) -> Int? {
    settings.int("tasks").dividedRoundingUp(by: settings.int("chunk"))
  }

  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let schedule = schedule(round)
    let chunk = Self.chunk(round)
    let waves = schedule.taskCount.dividedRoundingUp(by: schedule.workers)
    // A last chunk that is smaller may leave the last wave shorter than the others.
    let isEven = schedule.length == waves * chunk
    return IdealTime(
      schedule,
      of: round,
      formula: isEven
        ? IdealTime.waves(schedule.taskCount, on: schedule.workers, each: round.realSize * chunk)
        : "\(schedule.length) × \(Phrase.nominal(round.realSize)), the last chunk is smaller"
    )
  }

  /// A chunk is taken whole, so it is as long as all its downloads together.
  private func schedule(_ round: RoundReport) -> Schedule {
    let tasks = round.settings.int("tasks")
    let chunk = Self.chunk(round)
    let lengths = stride(from: 0, to: tasks, by: chunk).map { min(chunk, tasks - $0) }
    return Schedule(lengths, workers: round.settings.workers)
  }

  private static func chunk(_ round: RoundReport) -> Int {
    min(round.settings.int("chunk"), round.settings.int("tasks"))
  }

  package func aha(_ downloads: [Download], _ round: RoundReport) -> String {
    let files = Phrase.count(round.settings.int("tasks"), "download")
    let workers = Phrase.count(round.settings.workers, "worker")
    let chunk = Self.chunk(round)
    let schedule = schedule(round)
    let chunks = Phrase.count(schedule.taskCount, chunk == 1 ? "download" : "chunk")
    if round.settings.computes {
      return Phrase.computed(workers, round, schedule, tasks: chunks)
    }
    if chunk == 1 {
      return "\(files) on \(workers) took \(Phrase.measured(round.time)) "
        + "and came back in input order, whoever ended first."
    }
    let size = round.settings.int("tasks").isMultiple(of: chunk) ? "\(chunk)" : "\(chunk) or fewer"
    return "\(files) in \(chunks) of \(size) on \(workers) took "
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
    let waves = settings.computes ? nil : EndCard.Suggestion.fewerWaves(settings, tasks: chunks)
    // With one wave only the chunks are left to improve; fewer workers are a lesson, not a gain.
    if let waves, chunks > workers || chunk == 1 { tries.append(waves) }
    if chunk > 1 {
      tries.append(.knob("chunk", "1", "one download at a time: best balance"))
    } else if even > 1 {
      let reason = "one chunk for each worker: least queueing, worst balance"
      tries.append(.knob("chunk", "\(even)", reason))
    }
    return tries + [.otherWork(settings)]
  }
}
