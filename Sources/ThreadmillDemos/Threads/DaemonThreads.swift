// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine
internal import ThreadmillTelemetry

/// The seed's daemon thread: what happens to threads when main ends, in a process of its own.
package struct DaemonThreads: StagedDemo {
  package let info = DemoInfo(
    id: "daemon-threads",
    group: "Threads",
    title: "Daemon Threads",
    seedSection: "Daemon Threads",
    lesson: "When main ends, the process ends: every thread is cut off where it stands.",
    misconceptions: [
      .init(
        "Swift has daemon threads.",
        "It has no such flag: all threads end with main. Python joins those without the flag."
      ),
      .init(
        "defer and finally always run.",
        "Not in a thread that the end of its process cuts off: nothing of it runs any more."
      ),
      .init(
        "A daemon thread is stopped.",
        "Nobody stops it; it may be in the middle of a write, and half of that is in the file."
      ),
      .init(
        "Joining at the end costs nothing.",
        "It costs what the longest thread still takes; ask threads to stop, then join them."
      ),
    ],
    barTitle: "WAIT",
    seedTime: .milliseconds(100),
    knobs: [
      Knob(
        "workers",
        "daemon threads of the child process, one lane each beside main's",
        unit: "threads",
        kind: .int(1...64),
        seedValue: .int(1),
        isLive: true,
        role: .workers
      ),
      Knob(
        "size",
        "how long main goes on; turned in a round, it is for the next one",
        kind: .duration(.milliseconds(1) ... .seconds(10)),
        seedValue: .duration(.milliseconds(100)),
        isLive: true,
        role: .size
      ),
      Knob(
        "task",
        "how long a daemon would take that has not started",
        kind: .duration(.milliseconds(1) ... .seconds(60)),
        seedValue: .duration(.seconds(5)),
        isLive: true
      ),
      Knob(
        "rule",
        "what main does at its end: exit, or join all threads, as Python does without the flag",
        kind: .choice(["exit", "join"]),
        seedValue: .choice("exit"),
        isLive: true
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package func makeMachine(_ stage: DemoStage) -> ChildMachine { ChildMachine(stage) }

  /// What one round comes to.
  package struct Outcome: Sendable {
    /// What the process was asked to do.
    package var orders: DaemonOrders
    /// How it ended.
    package var ending: ChildEnding
    /// What it reported last of main.
    package var main: DaemonReport?
    /// What it reported last of each daemon.
    package var daemons: [DaemonReport]
    /// What it printed.
    package var lines: [String]

    /// Creates an outcome.
    package init(
      orders: DaemonOrders,
      ending: ChildEnding,
      main: DaemonReport?,
      daemons: [DaemonReport],
      lines: [String]
    ) {
      (self.orders, self.ending, self.lines) = (orders, ending, lines)
      (self.main, self.daemons) = (main, daemons)
    }

    /// Daemons that have come to their end.
    package var finishedCount: Int { lines.count { $0.hasSuffix(": Finished") } }
    /// Daemons that have begun.
    package var startedCount: Int { lines.count { $0.hasSuffix(": Starting") } }
    /// Daemons whose deferred code has run.
    package var cleanedUpCount: Int { daemons.count(where: \.isCleanedUp) }
  }

  // MARK: The body

  package func play(_ stage: DemoStage, _ machine: ChildMachine) throws -> Outcome {
    guard let file = DaemonProgram.file.withLock({ $0 }) else {
      throw ChildProcessError("this program cannot be its own child")
    }
    let orders = DaemonOrders(stage.settings)
    stage.follow { machine.follow($0) }
    stage.show("clean-ups") {
      let (started, done) = machine.cleanUps
      return .text("\(done) of \(started) have run")
    }
    let lines = Guarded<[String]>([])
    let (ending, reports) = try machine.run(
      file,
      ["threadmill", DaemonProgram.word] + orders.words
    ) {
      line in
      stage.print(line)
      lines.withLock { $0.append(line) }
    }
    let outcome = Outcome(
      orders: orders,
      ending: ending,
      main: reports.first { $0.lane == 0 },
      daemons: reports.filter { $0.lane > 0 },
      lines: lines.withLock { $0 }
    )
    for daemon in outcome.daemons where daemon.state.isAlive {
      let (cut, whole) = (stage.real(daemon.elapsed), stage.real(daemon.requested))
      let text = "killed at \(Phrase.measured(cut)) of \(Phrase.nominal(whole))"
      stage.note(text, worker: daemon.lane)
    }
    let cut = outcome.daemons.count(where: \.state.isAlive)
    stage.keepResult("\(Phrase.count(cut, "daemon thread")) cut off, exit \(outcome.endingText)")
    return outcome
  }

  // MARK: The oracle

  /// The process has ended by itself; no daemon has finished before its time, and none is missing
  /// where main has joined them.
  package func mismatch(_ outcome: Outcome, _ round: RoundReport) -> String? {
    guard outcome.ending == .exit(0) else {
      return "the process was to end by itself with 0, it ended with \(outcome.endingText)"
    }
    guard let farewell = outcome.farewell, let main = outcome.main else {
      return "main has not said that it ends"
    }
    if main.elapsed < outcome.orders.size { return "main has ended before its time" }
    let (started, finished) = (outcome.startedCount, outcome.finishedCount)
    // A thread may still print after main has said that it ends, until the process is gone.
    let inTime = outcome.lines[..<farewell].count { $0.hasSuffix(": Finished") }
    if outcome.orders.joins, !round.wasTurned, inTime != outcome.orders.workers {
      return "\(outcome.orders.workers) threads were joined, \(inTime) have finished"
    }
    if main.elapsed < outcome.orders.task, !round.wasTurned, inTime > 0 {
      return "\(Phrase.count(inTime, "daemon")) finished before the time was up"
    }
    if finished > started { return "\(started) daemons have started, \(finished) have finished" }
    return nil
  }
}

extension DaemonThreads.Outcome {
  /// Where main says that it ends, among the lines.
  var farewell: Int? { lines.firstIndex { $0.hasPrefix("Main: Exiting (") } }

  /// How the process ended, in short.
  var endingText: String {
    switch ending {
    case .exit(let code): "\(code)"
    case .signal(let signal): "signal \(signal)"
    case .unknown: "unknown"
    }
  }
}
