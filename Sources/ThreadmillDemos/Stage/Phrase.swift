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
  package static func turned(_ round: RoundReport) -> String {
    let turns = round.turns.isEmpty ? "Knobs turned" : round.turns.joined(separator: ", ")
    return "\(turns) while it ran: this round took \(measured(round.time)), "
      + "the next one shows the whole difference."
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
  ///   - serial: how long the work takes on one CPU.
  ///   - ideal: how long it takes on all of them, if nobody else wants any.
  /// - Returns: one sentence.
  package static func computed(
    _ workers: String,
    _ round: RoundReport,
    serial: Duration,
    ideal: IdealTime?
  ) -> String {
    let usable = ideal.map { $0.time > .zero ? serial / $0.time : 1 } ?? 1
    let moral =
      if let received = round.cpusReceived, received < 0.85 * usable {
        "neighbours took the rest"
      } else if round.settings.workers < round.cpuCount {
        "one more would use another CPU"
      } else {
        "that is all there is, more workers cannot help"
      }
    return "\(workers) computed \(measured(serial)) of work in \(measured(round.time)) "
      + "on \(cpus(round.cpusReceived)) of \(count(round.cpuCount, "CPU")): \(moral)."
  }
}
