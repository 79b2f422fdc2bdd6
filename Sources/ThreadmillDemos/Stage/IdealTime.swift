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

  /// Tasks on workers; computing ones also share the CPUs.
  ///
  /// - Parameters:
  ///   - schedule: the tasks and who takes them.
  ///   - round: whose settings and CPUs count.
  ///   - formula: how the time comes about where CPUs do not matter.
  package init(_ schedule: Schedule, of round: RoundReport, formula: String) {
    let apart = round.realSize * schedule.length
    let shared = round.realSize * schedule.total / round.cpuCount
    guard round.settings.computes, shared > apart else {
      self.init(time: apart, formula: formula)
      return
    }
    let unit = Phrase.nominal(round.realSize)
    self.init(time: shared, formula: "\(schedule.total) × \(unit) ÷ \(round.cpuCount) CPUs")
  }

  /// How equal tasks go in waves: `⌈10/4⌉ × 0.1 s`.
  package static func waves(_ tasks: Int, on workers: Int, each time: Duration) -> String {
    "⌈\(tasks)/\(workers)⌉ × \(Phrase.nominal(time))"
  }
}

extension Int {
  /// `self ÷ divisor`, rounded up; both are 1 or more.
  package func dividedRoundingUp(by divisor: Int) -> Int { (self - 1) / divisor + 1 }
}
