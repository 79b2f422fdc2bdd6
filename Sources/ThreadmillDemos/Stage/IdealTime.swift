// SPDX-License-Identifier: Apache-2.0

/// How long a round would take if nothing but its tasks took time: a model, not a measurement.
package struct IdealTime: Sendable, Hashable {
  /// In real time at the round's speed.
  package var time: Duration
  /// How it comes about, such as `⌈10/4⌉ × 0.1 s`.
  package var formula: String

  /// Creates a model time.
  package init(time: Duration, formula: String) {
    self.time = time
    self.formula = formula
  }

  /// `tasks` equal tasks on a pool, in waves; computing ones also share the CPUs.
  ///
  /// - Parameters:
  ///   - tasks: how many there are; a worker takes one at a time.
  ///   - multiple: how many sizes long each is.
  ///   - round: whose settings and CPUs count.
  package init(waves tasks: Int, _ multiple: Int = 1, of round: RoundReport) {
    let workers = max(1, round.settings.workers)
    let waves = tasks.dividedRoundingUp(by: workers)
    let each = round.realSize * multiple
    let unit = Phrase.nominal(each)
    guard round.settings.computes, round.cpuCount < min(workers, tasks) else {
      self.init(time: each * waves, formula: "⌈\(tasks)/\(workers)⌉ × \(unit)")
      return
    }
    self.init(
      time: max(each, each * tasks / round.cpuCount),
      formula: "\(tasks) × \(unit) ÷ \(round.cpuCount) CPUs"
    )
  }
}

extension Int {
  /// `self ÷ divisor`, rounded up; both are 1 or more.
  package func dividedRoundingUp(by divisor: Int) -> Int { (self - 1) / divisor + 1 }
}
