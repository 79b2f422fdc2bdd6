// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// What is said about a round.
extension Backpressure {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let settings = round.settings
    let model = QueueModel(settings, settings.overflow)
    let served = settings.int("items") - model.lost
    let isFull =
      settings.size * served.dividedRoundingUp(by: settings.workers) == model.time && served > 0
    let formula =
      if model.lost > 0 {
        // Which of them get in is a matter of moments; how long producers take is not.
        "nobody waits for room"
      } else if isFull {
        IdealTime.waves(served, on: settings.workers, each: round.realSize)
      } else {
        "first come, first served"
      }
    return IdealTime(time: model.time / settings.speed, formula: formula)
  }

  /// Consumers that keep up with the producers; more than there can be, where no number of them would.
  private static func enough(_ settings: KnobSettings) -> Int {
    let share = settings.size * settings.int("producers") / settings.interval
    return Int(max(1, share.rounded(.up)))
  }

  /// Whether the consumers are enough and the policy has met one item in twenty at most.
  private static func keptUp(_ outcome: Outcome, _ settings: KnobSettings) -> Bool {
    settings.workers >= enough(settings)
      && 20 * (outcome.tally.lost.count + outcome.waitsForRoom) <= settings.int("items")
  }

  /// Consumed items in a second of real time.
  private static func throughput(_ outcome: Outcome, _ round: RoundReport) -> Double {
    let seconds = round.time / .seconds(1)
    return seconds > 0 ? Double(outcome.tally.deliveries.count) / seconds : 0
  }

  package func aha(_ outcome: Outcome, _ round: RoundReport) -> String {
    let tally = outcome.tally
    let rate = Int(Self.throughput(outcome, round).rounded())
    let items = round.settings.int("items")
    let most = outcome.queue.highWater
    if Self.keptUp(outcome, round.settings) {
      return
        "\(Phrase.count(round.settings.workers, "consumer")) kept up: \(rate) items/s, at most "
        + "\(most) in the queue, age \(tally.agesText); the policy had little to do."
    }
    let served = "\(tally.deliveries.count) of \(items) items at \(rate)/s, age \(tally.agesText)"
    switch round.settings.overflow {
    case .reject where tally.lost.isEmpty, .dropOldest where tally.lost.isEmpty:
      return
        "\(served): there was room for all, and up to \(most) lay in the queue and grew old."
    case .unbounded:
      return "\(served): up to \(most) lay in the queue, so overload became latency and memory."
    case .block:
      let waits = Phrase.count(outcome.waitsForRoom, "time")
      return "\(served): producers waited \(waits) for room, and nothing was lost."
    case .reject:
      return "\(served): \(tally.rejected.count) were turned away, who got in was served soon."
    case .dropOldest:
      return "\(served): \(tally.dropped.count) old ones made way, and the newest got through."
    }
  }

  package func resultFields(
    _ outcome: Outcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    let tally = outcome.tally
    let ages = [("ageP50", 0.5), ("ageP99", 0.99)].compactMap { name, share in
      tally.ages.quantile(share).map { EndCard.ResultField(name, .real($0 / .seconds(1))) }
    }
    return [
      .init("produced", .int(round.settings.int("items"))),
      .init("consumed", .int(tally.deliveries.count)),
      .init("rejected", .int(tally.rejected.count)),
      .init("dropped", .int(tally.dropped.count)),
      .init("highWater", .int(outcome.queue.highWater)),
      .init("waitsForRoom", .int(outcome.waitsForRoom)),
      .init("throughput", .real(Self.throughput(outcome, round))),
    ] + ages
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let (present, enough) = (settings.workers, Self.enough(settings))
    let other: EndCard.Suggestion =
      switch settings.overflow {
      case .block: .knob("policy", "unbounded", "no limit: the same throughput, older items")
      case .unbounded: .knob("policy", "reject", "who finds no room is turned away")
      case .reject: .knob("policy", "drop-oldest", "the oldest makes way: what is served is fresh")
      case .dropOldest: .knob("policy", "block", "producers wait: nothing is lost")
      }
    if present < enough {
      // Then nothing but a policy helps.
      guard enough <= 64 else { return [other] }
      let reason = "\(Phrase.count(enough, "consumer")) keep up: any policy will do"
      return [other, .workers(enough, from: present, reason)]
    }
    guard present > 1 else { return [other] }
    return [other, .workers(1, from: present, "one consumer: overload, and a policy for it")]
  }
}
