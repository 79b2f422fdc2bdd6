// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

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

  /// A task that has come back.
  package struct Completion: Sendable, Hashable {
    /// The task's number.
    package var id: Int
    /// How many sizes long it was.
    package var multiple: Int
    /// How long it really took.
    package var took: Duration
    /// Real time from the first submission until it was taken.
    package var takenAt: Duration

    /// Creates a completion.
    package init(id: Int, multiple: Int, took: Duration, takenAt: Duration = .zero) {
      self.id = id
      self.multiple = multiple
      self.took = took
      self.takenAt = takenAt
    }
  }

  /// Creates the demo.
  package init() {}

  package var resultsTitle: String { "in completion order" }

  package func makeMachine(_ stage: DemoStage) throws(PoolError) -> DemoPool { try DemoPool(stage) }

  /// How many sizes long a task is: 4, 3, 2, 1 and again.
  package static func multiple(_ id: Int) -> Int { 4 - id % 4 }

  // MARK: The body

  package func play(_ stage: DemoStage, _ workers: DemoPool) throws -> [Completion] {
    let start = stage.now
    let futures = (0..<stage.tasks).map { id in
      workers.pool.submit(name: "task \(id)") { context throws(CancellationError) in
        let multiple = Self.multiple(id)
        let took = try stage.work(for: stage.size * multiple, context)
        stage.note("→ task \(id)", worker: context.workerID)
        return Completion(id: id, multiple: multiple, took: took)
      }
    }
    stage.print("Processing results as they complete:")
    var completions: [Completion] = []
    for future in asCompleted(futures) {
      var completion = try future.wait()
      completion.takenAt = stage.now - start
      completions.append(completion)
      stage.handOut("task \(completion.id)")
      let took = DurationText.seconds(completion.took, digits: 2)
      stage.conclude(" Task \(completion.id) completed (took \(took)s)")
    }
    return completions
  }

  // MARK: The oracle

  /// Every task has come exactly once, and none before the one that was taken ahead of it.
  package func mismatch(_ completions: [Completion], _ settings: KnobSettings) -> String? {
    var missing = Set(0..<settings.int("tasks"))
    for completion in completions {
      guard missing.remove(completion.id) != nil else {
        return "task \(completion.id) came twice or was never submitted"
      }
      let expected = Self.multiple(completion.id)
      guard completion.multiple == expected else {
        return "task \(completion.id) was \(completion.multiple) sizes long, expected \(expected)"
      }
    }
    if let lost = missing.min() { return "task \(lost) never came" }
    let times = completions.map(\.takenAt)
    return zip(times, times.dropFirst()).allSatisfy(<=) ? nil : "a later result was taken earlier"
  }

  // MARK: What is said about it

  package func plannedTasks(_ settings: KnobSettings) -> Int? { settings.int("tasks") }

  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let tasks = round.settings.int("tasks")
    let workers = max(1, round.settings.workers)
    let unit = Phrase.nominal(round.realSize)
    let total = (0..<tasks).reduce(0) { $0 + Self.multiple($1) }
    if round.settings.computes, round.cpuCount < min(workers, tasks) {
      return IdealTime(
        time: max(round.realSize * 4, round.realSize * total / round.cpuCount),
        formula: "\(total) × \(unit) ÷ \(round.cpuCount) CPUs"
      )
    }
    let longest = Self.makespan(tasks: tasks, workers: workers)
    return IdealTime(
      time: round.realSize * longest,
      formula: "\(longest) × \(unit), first come first served"
    )
  }

  /// How many sizes a round takes if each task goes to the worker that is free first, as the pool's
  /// queue does it.
  ///
  /// - Complexity: O(tasks), because times are whole sizes: it counts the workers free at each.
  private static func makespan(tasks: Int, workers: Int) -> Int {
    var free = Array(repeating: 0, count: tasks * 4 + 5)
    free[0] = workers
    var now = 0
    var end = 0
    for id in 0..<tasks {
      while free[now] == 0 { now += 1 }
      free[now] -= 1
      free[now + multiple(id)] += 1
      end = max(end, now + multiple(id))
    }
    return end
  }

  package func aha(_ completions: [Completion], _ round: RoundReport) -> String {
    if round.wasTurned { return Phrase.turned(round) }
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
    let tasks = min(4096, settings.int("tasks"))
    let present = settings.workers
    if tasks > present {
      let all = "a worker for each task: shortest first"
      return [.workers(tasks, from: present, all), .otherWork(settings)]
    }
    let one = EndCard.Suggestion.workers(1, from: present, "one worker: results as submitted")
    return present > 1 ? [one, .otherWork(settings)] : [.otherWork(settings)]
  }
}
