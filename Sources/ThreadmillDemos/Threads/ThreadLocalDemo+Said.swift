// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension ThreadLocalDemo {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let count = round.settings.workers
    let isPool = [.pool, .taskLocal].contains(round.settings.storage)
    let tasks = isPool ? 2 * count : count
    return IdealTime(
      Schedule(Array(repeating: 1, count: tasks), workers: count),
      of: round,
      formula: IdealTime.waves(tasks, on: count, each: round.realSize)
    )
  }

  package func aha(_ outcome: Outcome, _ round: RoundReport) -> String {
    let count = outcome.readings.count
    let foreign = outcome.readings.count(where: \.isForeign)
    let time = Phrase.measured(round.time)
    switch round.settings.storage {
    case .threadLocal:
      let threads = Phrase.count(count, "thread")
      return "\(threads) kept a value each under one name and read it \(time) later: "
        + "\(foreign) foreign."
    case .shared:
      let threads = Phrase.count(count, "thread")
      return "\(threads) kept their values in one place: \(foreign) of \(count) read what "
        + "somebody else had kept, \(time) later."
    case .pool:
      let strangers = count - count / 2
      return "\(foreign) of \(strangers) requests that had not signed in found somebody's name: "
        + "\(Phrase.count(round.settings.workers, "worker")) still had it."
    case .taskLocal:
      let moved = outcome.readings.count(where: \.hasMoved)
      return "\(moved) of \(count) requests went on on another thread after their await, and "
        + "\(foreign) read a foreign name: it followed the task."
    }
  }

  package func resultFields(
    _ outcome: Outcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("values", .texts(outcome.readings.map { $0.found ?? "" })),
      .init("read", .int(outcome.readings.count)),
      .init("foreign", .int(outcome.readings.count(where: \.isForeign))),
      .init("moved", .int(outcome.readings.count(where: \.hasMoved))),
      .init("cancelled", .int(outcome.crew?.cancelledCount ?? 0)),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let count = settings.workers
    let other: EndCard.Suggestion =
      switch settings.storage {
      case .threadLocal: .knob("storage", "shared", "one place for all: the last one wins")
      case .shared: .knob("storage", "pool", "a pool: the next task finds what was left")
      case .pool: .knob("storage", "task-local", "async tasks: the name follows the task")
      case .taskLocal: .knob("storage", "thread-local", "a place for each thread, gone with it")
      }
    let more = count <= 61 ? count + 3 : 3
    let (who, whose) =
      switch settings.storage {
      case .threadLocal: ("threads", "each with its own")
      case .shared: ("threads", "and still one place")
      case .pool: ("workers", "each keeps a name for a stranger")
      case .taskLocal: ("workers", "and each task still has its own")
      }
    let reason = more > count ? "more \(who), \(whose)" : "few \(who) again"
    return [other, .workers(more, from: count, reason)]
  }
}
