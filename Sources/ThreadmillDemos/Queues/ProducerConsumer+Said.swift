// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// What is said about a round.
extension ProducerConsumer {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let settings = round.settings
    let time = QueueModel(settings).time / settings.speed
    let (putting, taking) = Self.paces(settings)
    let unit = Phrase.nominal(round.realSize)
    let interval = Phrase.nominal(settings.interval / settings.speed)
    let shares = settings.int("items").dividedRoundingUp(by: settings.int("producers"))
    if putting + settings.size - settings.interval == time * settings.speed {
      return IdealTime(time: time, formula: "\(shares - 1) × \(interval) + \(unit), as fast as put")
    }
    let waves = IdealTime.waves(settings.int("items"), on: settings.workers, each: round.realSize)
    return IdealTime(
      time: time,
      formula: taking == time * settings.speed ? waves : "first come, first served"
    )
  }

  /// How long each side alone would take for all items, in the run's time.
  private static func paces(_ settings: KnobSettings) -> (putting: Duration, taking: Duration) {
    let items = settings.int("items")
    return (
      settings.interval * items.dividedRoundingUp(by: settings.int("producers")),
      settings.size * items.dividedRoundingUp(by: settings.workers)
    )
  }

  package func aha(_ outcome: Outcome, _ round: RoundReport) -> String {
    let settings = round.settings
    let items = Phrase.count(settings.int("items"), "item")
    let producers = Phrase.count(settings.int("producers"), "producer")
    let consumers = Phrase.count(settings.workers, "consumer")
    let time = Phrase.measured(round.time)
    let most = outcome.highWater
    let (putting, taking) = Self.paces(settings)
    if putting >= taking {
      return "\(producers) set the pace: \(items) in \(time), at most \(most) in the queue; "
        + "one consumer more would only wait."
    }
    if outcome.waitsForRoom > 0 {
      return "\(consumers) set the pace: \(items) in \(time); the limit held producers back "
        + "\(Phrase.count(outcome.waitsForRoom, "time")), at most \(most) were in the queue."
    }
    return "\(consumers) set the pace: \(items) in \(time), up to \(most) in the queue; "
      + "a longer queue would not have made it shorter."
  }

  package func resultFields(
    _ outcome: Outcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    let produced = Int(outcome.queue.puts) - outcome.pills.put
    return [
      .init("produced", .int(produced)),
      .init("consumed", .int(outcome.deliveries.count)),
      .init("lost", .int(produced - outcome.deliveries.count)),
      .init("results", .ints(outcome.deliveries.map(\.result))),
      .init("highWater", .int(outcome.highWater)),
      .init("waitsForRoom", .int(outcome.waitsForRoom)),
      .init("pills", .int(outcome.pills.put)),
      .init("pillsLeft", .int(outcome.pills.left)),
    ]
  }

  /// Only what the model of the queue promises.
  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let now = QueueModel(settings)
    var tries = [consumers(settings, now)]
    if let producers = producers(settings, now) { tries.append(producers) }
    if settings.limit ?? .max > 2, now.highWater > 2 {
      tries.append(.knob("limit", "2", "a limit of 2: producers wait instead of items"))
    }
    return tries
  }

  /// One consumer, or three where there is only one.
  private func consumers(_ settings: KnobSettings, _ now: QueueModel) -> EndCard.Suggestion {
    let present = settings.workers
    var other = settings
    other["workers"] = .int(present > 1 ? 1 : 3)
    let then = QueueModel(other)
    let who = present > 1 ? "one consumer" : "three consumers"
    let reason: String
    if then.highWater > now.highWater {
      reason = "the queue fills, its mark rises"
    } else if then.highWater == 1, now.highWater > 1 {
      reason = "the queue stays empty"
    } else if then.time != now.time {
      reason = Self.times(then, now, settings)
    } else {
      reason = "the same time, the producers set the pace"
    }
    return .workers(other.workers, from: present, "\(who): \(reason)")
  }

  /// Four producers where there are less and they hold everything up.
  private func producers(_ settings: KnobSettings, _ now: QueueModel) -> EndCard.Suggestion? {
    let (putting, taking) = Self.paces(settings)
    guard putting >= taking, settings.int("producers") < 4 else { return nil }
    var other = settings
    other["producers"] = .int(4)
    let then = QueueModel(other)
    guard then.time < now.time else { return nil }
    let paces = Self.paces(other)
    let reason =
      paces.putting < paces.taking
      ? "now consumers set the pace" : Self.times(then, now, settings)
    return .knob("producers", "4", "four producers: \(reason)")
  }

  /// How long a round would take, and how long it takes now, in real time.
  private static func times(
    _ then: QueueModel,
    _ now: QueueModel,
    _ settings: KnobSettings
  ) -> String {
    let speed = settings.speed
    return "\(Phrase.nominal(then.time / speed)) instead of \(Phrase.nominal(now.time / speed))"
  }
}
