// SPDX-License-Identifier: Apache-2.0

extension EndCard.Suggestion {
  /// Keys that are pressed rather than a number typed.
  private static let mostPresses = 6

  /// Another run with `count` workers instead of `present`.
  package static func workers(_ count: Int, from present: Int, _ reason: String) -> Self {
    let steps = count - present
    guard steps != 0, abs(steps) <= mostPresses else {
      return Self(
        keys: "w \(count)",
        reason: reason,
        commands: ["set workers \(count)", "restart"]
      )
    }
    let key = steps > 0 ? "+" : "-"
    return Self(
      keys: String(repeating: key, count: abs(steps)),
      reason: reason,
      commands: Array(repeating: "set workers \(key)1", count: abs(steps)) + ["restart"]
    )
  }

  /// Another run with a knob on that value.
  package static func knob(_ name: String, _ value: String, _ reason: String) -> Self {
    Self(keys: "", reason: reason, commands: ["set \(name) \(value)", "restart"])
  }

  /// As few workers more as save a wave of `tasks` equal tasks; half of them where there is only
  /// one.
  ///
  /// - Parameters:
  ///   - settings: of the run that has ended.
  ///   - tasks: how many equal tasks a round has.
  /// - Returns: `nil` if there is nothing to try: one task on one worker, or as many workers as can be.
  package static func fewerWaves(_ settings: KnobSettings, tasks: Int) -> Self? {
    let present = settings.workers
    let waves = tasks.dividedRoundingUp(by: present)
    guard waves > 1 else {
      let half = max(1, min(present, tasks) / 2)
      if half == present { return nil }
      let slower = Phrase.count(tasks.dividedRoundingUp(by: half), "wave")
      return workers(half, from: present, "\(Phrase.count(half, "worker")): \(slower) instead of 1")
    }
    let enough = min(Knob.poolWorkerRange.upperBound, tasks.dividedRoundingUp(by: waves - 1))
    let fewer = tasks.dividedRoundingUp(by: enough)
    guard fewer < waves else { return nil }
    let faster = Phrase.count(fewer, "wave")
    return workers(enough, from: present, "\(enough) workers: \(faster) instead of \(waves)")
  }

  /// The same code with tasks of the other kind.
  package static func otherWork(_ settings: KnobSettings) -> Self {
    settings.computes
      ? knob("work", "wait", "the same code waiting: workers overlap again")
      : knob("work", "cpu", "the same code computing: another curve")
  }
}
