// SPDX-License-Identifier: Apache-2.0

/// What is said about a round.
extension BarrierDemo {
  package func idealTime(_ round: RoundReport) -> IdealTime? {
    let settings = round.settings
    let (phases, slow) = (settings.int("phases"), settings.int("slow"))
    let size = Phrase.nominal(round.realSize)
    if settings["barrier"] == .bool(true) {
      let time = round.realSize * (phases * slow)
      return IdealTime(time: time, formula: "\(phases) × \(slow) × \(size)")
    }
    // The first thread has the most slow turns, if any has more than the others.
    let turns = phases.dividedRoundingUp(by: settings.workers)
    let steps = turns * slow + phases - turns
    return IdealTime(time: round.realSize * steps, formula: "\(steps) × \(size), the longest")
  }

  /// The round in one line.
  func line(_ outcome: BarrierOutcome, of phases: Int) -> String {
    let threads = Phrase.count(outcome.parties, "thread")
    let done = outcome.crew.values.max() ?? 0
    let kind =
      !outcome.isClosed ? "each by itself" : done < phases ? "then the barrier broke" : "in step"
    return "\(threads), \(Phrase.count(done, "phase")) of \(phases), \(kind)"
  }

  package func aha(_ outcome: BarrierOutcome, _ round: RoundReport) -> String {
    let phases = Phrase.count(round.settings.int("phases"), "phase")
    let threads = Phrase.count(outcome.parties, "thread")
    let time = Phrase.measured(round.time)
    if outcome.parties == 1 {
      let barrier = outcome.isClosed ? "at a barrier" : "without a barrier"
      return "1 thread \(barrier): \(phases) in \(time); alone it has nobody to wait for."
    }
    guard outcome.isClosed else {
      // One slow turn alone has nothing to overlap with.
      let slowTurns = min(outcome.parties, round.settings.int("phases"))
      let overlaps = round.settings.int("slow") > 1 && slowTurns > 1
      return "\(threads) without a barrier: \(phases) in \(time)"
        + (overlaps ? ", because slow turns overlap; " : "; ")
        + "\(Phrase.count(outcome.early, "time")) one was ahead of another."
    }
    let all = round.time * max(1, outcome.parties)
    let share = Int((outcome.waited / all * 100).rounded())
    return "\(phases) in step took \(time): each lasts as long as its slowest thread; "
      + "\(Phrase.measured(outcome.waited)) of thread time, \(share) %, went into waiting."
  }

  package func resultFields(
    _ outcome: BarrierOutcome,
    _ round: RoundReport
  ) -> [EndCard.ResultField] {
    [
      .init("barrier", .text(outcome.isClosed ? "on" : "off")),
      .init("parties", .int(outcome.parties)),
      .init("phases", .ints(outcome.crew.values)),
      .init("early", .int(outcome.early)),
      .init("waited", .real(outcome.waited / .seconds(1))),
    ]
  }

  package func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] {
    let isClosed = settings["barrier"] == .bool(true)
    return [
      .knob(
        "barrier",
        isClosed ? "off" : "on",
        isClosed ? "nobody waits: slow turns overlap" : "in step: every slow turn is everybody's"
      ),
      settings.int("slow") > 1
        ? .knob("slow", "1", "nobody is slow: the barrier costs next to nothing")
        : .knob("slow", "5", "one is slow in each phase: all wait for it"),
    ]
  }
}
