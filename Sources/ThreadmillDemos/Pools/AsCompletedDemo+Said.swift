// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension AsCompletedDemo {
  package func plannedTasks(_ settings: KnobSettings) -> Int? { settings.int("tasks") }

  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let lengths = (0..<round.settings.int("tasks")).map { Self.multiple($0) }
    let schedule = Schedule(lengths, workers: round.settings.workers)
    let unit = Phrase.nominal(round.realSize)
    return IdealTime(
      schedule,
      of: round,
      formula: "\(schedule.length) × \(unit), first come first served"
    )
  }

  package func aha(_ completions: [Completion], _ round: RoundReport) -> String {
    let tasks = Phrase.count(round.settings.int("tasks"), "task")
    let workers = Phrase.count(round.settings.workers, "worker")
    let first = completions.first.map { Phrase.measured($0.takenAt) } ?? "?"
    return "\(tasks) on \(workers): the first answer came after \(first), the last "
      + "after \(Phrase.measured(round.time)); waiting in order would end no later."
  }

  package func resultFields(
    _ completions: [Completion],
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    let first = completions.first.map { $0.takenAt / .seconds(1) }
    return [.init("order", .ints(completions.map(\.id)))]
      + (first.map { [.init("firstResult", .real($0))] } ?? [])
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let tasks = settings.int("tasks")
    let enough = min(Knob.poolWorkerRange.upperBound, tasks)
    let present = settings.workers
    if enough > present {
      let all =
        enough == tasks
        ? "a worker for each task: shortest first" : "\(enough) workers, the most there can be"
      return [.workers(enough, from: present, all), .otherWork(settings)]
    }
    let one = EndCard.Suggestion.workers(1, from: present, "one worker: results as submitted")
    return present > 1 ? [one, .otherWork(settings)] : [.otherWork(settings)]
  }
}
