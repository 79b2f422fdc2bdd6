// SPDX-License-Identifier: Apache-2.0

/// Pieces of the sentences that demos say about a run.
package enum Phrase {
  /// A measured time: `0.30 s`, `4.21 ms`, `12.3 s`.
  package static func measured(_ duration: Duration) -> String {
    if duration < .milliseconds(10) {
      return DurationText.short(.microseconds(Int64(duration / .microseconds(1))))
    }
    return "\(DurationText.seconds(duration, digits: duration < .seconds(10) ? 2 : 1)) s"
  }

  /// A time that was asked for, in the fewest digits: `0.1 s`, `1 s`, `0.005 s`.
  package static func nominal(_ duration: Duration) -> String {
    let text = DurationText.seconds(duration)
    return "\(text.hasSuffix(".0") ? String(text.dropLast(2)) : text) s"
  }

  /// CPUs in two digits: `1.96`, or `?` where the system does not tell.
  package static func cpus(_ cpus: Double?) -> String {
    guard let cpus, cpus.isFinite, cpus >= 0, cpus < 1e6 else { return "?" }
    return DurationText.seconds(.milliseconds(Int64(cpus * 1000)), digits: 2)
  }

  /// A count with its noun: `1 thread`, `3 threads`.
  package static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// What is said of a round whose knobs were turned while it ran.
  package static func turned(_ round: RoundReport, hasNext: Bool) -> String {
    let turns = round.turns.isEmpty ? "Knobs turned" : round.turns.joined(separator: ", ")
    let promise = hasNext ? ", the next one shows the whole difference" : ""
    return "\(turns) while it ran: this round took \(measured(round.time))\(promise)."
  }

  /// Workers that a round had less or more than the last steady one, and what that one took.
  package static func comparison(_ round: RoundReport) -> String? {
    round.withOtherWorkers.map { workers, time in
      "\(measured(round.time)), with \(count(workers, "worker")) it was \(measured(time))"
    }
  }

  /// What is said of computing tasks, whatever the demo.
  ///
  /// - Parameters:
  ///   - workers: who computed, such as `3 threads`.
  ///   - round: the round.
  ///   - schedule: its tasks and who took them.
  ///   - tasks: what the tasks are, such as `3 chunks`, where more workers would not make more.
  ///   - tail: what leaves CPUs idle at the end.
  /// - Returns: one sentence.
  package static func computed(
    _ workers: String,
    _ round: RoundReport,
    _ schedule: Schedule,
    tasks: String? = nil,
    tail: String = "the last ones left CPUs idle"
  ) -> String {
    let moral = moral(round, schedule, tasks: tasks, tail: tail)
    return "\(workers) computed \(measured(round.cpu)) of CPU time in \(measured(round.time)) "
      + "on \(cpus(round.cpusReceived)) of \(count(round.cpuCount, "CPU")): \(moral)."
  }

  /// A shorter round is over before the system has spread its threads.
  private static let shortest = Duration.milliseconds(20)

  /// What kept the round from being shorter.
  private static func moral(
    _ round: RoundReport,
    _ schedule: Schedule,
    tasks: String?,
    tail: String
  ) -> String {
    let all = Double(round.cpuCount)
    let usable = schedule.parallelism(on: round.cpuCount)
    let received = round.cpusReceived ?? usable
    if round.time < shortest { return "too short to tell what more workers would do" }
    let isFair = received >= 0.85 * usable
    if received >= 0.9 * all || isFair && usable >= 0.9 * all {
      return "that is all there is, more workers cannot help"
    }
    if !isFair { return "neighbours took the rest" }
    if let tasks, schedule.taskCount <= min(schedule.workers, round.cpuCount) {
      return "only \(tasks), so more workers have nothing to do"
    }
    return schedule.workers < round.cpuCount ? "one more would use another CPU" : tail
  }
}
