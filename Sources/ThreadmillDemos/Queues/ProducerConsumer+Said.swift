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
    let most = outcome.queue.highWater
    let (putting, taking) = Self.paces(settings)
    if putting >= taking {
      return "\(producers) set the pace: \(items) in \(time), at most \(most) in the queue; "
        + "one more consumer would only wait."
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
    [
      .init("produced", .int(Int(outcome.queue.puts))),
      .init("consumed", .int(outcome.deliveries.count)),
      .init("lost", .int(Int(outcome.queue.puts) - outcome.deliveries.count)),
      .init("results", .ints(outcome.deliveries.map(\.result))),
      .init("highWater", .int(outcome.queue.highWater)),
      .init("waitsForRoom", .int(outcome.waitsForRoom)),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let (putting, taking) = Self.paces(settings)
    let present = settings.workers
    var tries: [EndCard.Suggestion] = []
    if present > 1 {
      tries.append(.workers(1, from: present, "one consumer: the queue fills, its mark rises"))
    } else {
      let most = QueueModel(settings.with("workers", .int(3))).highWater
      let reason = most > 1 ? "at most \(most) in the queue" : "nothing lies in the queue for long"
      tries.append(.workers(3, from: present, "three consumers: \(reason)"))
    }
    if putting >= taking, settings.int("producers") < 4 {
      let (putting, taking) = Self.paces(settings.with("producers", .int(4)))
      let who = putting >= taking ? "they set the pace still" : "now consumers set the pace"
      tries.append(.knob("producers", "4", "four producers: \(who)"))
    }
    if settings.limit ?? .max > 2, QueueModel(settings).highWater > 2 {
      tries.append(.knob("limit", "2", "a limit of 2: producers wait instead of items"))
    }
    return tries
  }
}
