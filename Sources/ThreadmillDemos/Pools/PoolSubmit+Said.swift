// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension PoolSubmit {
  package func plannedTasks(_ settings: KnobSettings) -> Int? { settings.int("tasks") }

  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let (tasks, workers) = (round.settings.int("tasks"), round.settings.workers)
    return IdealTime(
      schedule(round),
      of: round,
      formula: IdealTime.waves(tasks, on: workers, each: round.realSize)
    )
  }

  private func schedule(_ round: RoundReport) -> Schedule {
    let lengths = Array(repeating: 1, count: round.settings.int("tasks"))
    return Schedule(lengths, workers: round.settings.workers)
  }

  package func aha(_ downloads: [Download], _ round: RoundReport) -> String {
    let tasks = round.settings.int("tasks")
    let files = Phrase.count(tasks, "download")
    let workers = Phrase.count(round.settings.workers, "worker")
    if round.settings.computes {
      return Phrase.computed(workers, round, schedule(round), tasks: files)
    }
    if tasks == 1 {
      return "1 download on \(workers) took \(Phrase.measured(round.time)): "
        + "one task keeps one worker busy, however many there are."
    }
    if round.settings.workers == 1 {
      let waves = Phrase.count(tasks.dividedRoundingUp(by: 2), "wave")
      return "1 worker took \(files) one after another: \(Phrase.measured(round.time)); "
        + "two would do it in \(waves)."
    }
    let waves = tasks.dividedRoundingUp(by: round.settings.workers)
    return "\(files) on \(workers) went in \(Phrase.count(waves, "wave")): "
      + (Phrase.comparison(round)
        ?? "\(Phrase.measured(round.time)) instead of \(Phrase.measured(round.worked)) one after another")
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
