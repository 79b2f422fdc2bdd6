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
        "What a thread has written is in the file.",
        "Its last line is cut in the middle, and what lay in a buffer is nowhere: see flush=end."
      ),
      .init(
        "A daemon thread is stopped.",
        "Nobody asks it to stop; it is cut where it stands, and its lane shows how far it came."
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
        timing: .live,
        role: .workers
      ),
      Knob(
        "size",
        "how long main goes on",
        kind: .duration(.milliseconds(1) ... .seconds(10)),
        seedValue: .duration(.milliseconds(100)),
        timing: .nextRound,
        role: .size
      ),
      Knob(
        "task",
        "how long a daemon would take; turned in a round, it is for those started from then on",
        kind: .duration(.milliseconds(1) ... .seconds(60)),
        seedValue: .duration(.seconds(5)),
        timing: .live
      ),
      Knob(
        "rule",
        "whether main exits at its end, or joins all threads first, as Python does; it asks then",
        kind: .choice(["exit", "join"]),
        seedValue: .choice("exit"),
        timing: .live
      ),
      Knob(
        "flush",
        "when a daemon's lines go to its file: each at once, or all at its end",
        kind: .choice(["line", "end"]),
        seedValue: .choice("line"),
        timing: .nextRound
      ),
      .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package func makeMachine(_ stage: DemoStage) -> ChildMachine { ChildMachine(stage) }

  /// What one round comes to.
  package struct Outcome: Sendable {
    /// What the process was asked to do at first.
    package var orders: DaemonOrders
    /// The shortest time that a daemon may have been started with, in the run's time.
    package var shortestTask: Duration
    /// How it ended.
    package var ending: ChildEnding
    /// What it reported last of main.
    package var main: DaemonReport?
    /// What it reported last of each daemon.
    package var daemons: [DaemonReport]
    /// What it printed.
    package var lines: [String]
    /// What each daemon has left in the file, in the order of ``daemons``.
    package var texts: [String]

    /// Creates an outcome.
    package init(
      orders: DaemonOrders,
      shortestTask: Duration,
      ending: ChildEnding,
      main: DaemonReport?,
      daemons: [DaemonReport],
      lines: [String],
      texts: [String]
    ) {
      (self.orders, self.shortestTask) = (orders, shortestTask)
      (self.ending, self.lines, self.texts) = (ending, lines, texts)
      (self.main, self.daemons) = (main, daemons)
    }

    /// Daemons that have come to their end.
    package var finishedCount: Int { lines.count { $0.hasSuffix(": Finished") } }
    /// Daemons that have begun.
    package var startedCount: Int { lines.count { $0.hasSuffix(": Starting") } }
    /// Where main says that it ends; daemons may print something after that.
    var exitLine: Int? { lines.firstIndex { $0.hasPrefix("Main: Exiting (") } }
    /// Whether main has waited for its threads.
    var hasJoined: Bool { lines.contains("Main: Exiting (all threads were joined)") }
    /// Daemons whose deferred code has run.
    package var cleanedUpCount: Int { daemons.count(where: \.isCleanedUp) }
  }

  // MARK: The body

  package func play(_ stage: DemoStage, _ machine: ChildMachine) throws -> Outcome {
    guard let file = DaemonProgram.file.withLock({ $0 }) else {
      throw ChildProcessError("this program cannot be its own child")
    }
    let shortestTask = Guarded(stage.settings.daemonTask)
    stage.follow { settings in
      shortestTask.withLock { $0 = min($0, settings.daemonTask) }
      machine.follow(settings)
    }
    let lines = Guarded<[String]>([])
    let reports = Guarded<[Int: DaemonReport]>([:])
    let journals = try MemoryFile()
    show(lines, reports, journals, on: stage)
    let (orders, ending) = try machine.run(
      file,
      ["threadmill", DaemonProgram.word],
      into: journals,
      output: { line in
        stage.print(line)
        lines.withLock { $0.append(line) }
      },
      report: { report in reports.withLock { $0[report.lane] = report } }
    )
    let last = reports.withLock { $0 }
    let daemons = last.values.filter { $0.lane > 0 }.sorted { $0.lane < $1.lane }
    let outcome = Outcome(
      orders: orders,
      shortestTask: shortestTask.withLock { $0 },
      ending: ending,
      main: last[0],
      daemons: daemons,
      lines: lines.withLock { $0 },
      texts: daemons.map { DaemonJournal.remains(of: $0, in: journals).text }
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

  private func show(
    _ lines: Guarded<[String]>,
    _ reports: Guarded<[Int: DaemonReport]>,
    _ journals: MemoryFile,
    on stage: DemoStage
  ) {
    stage.show("clean-ups") {
      let started = lines.withLock { lines in lines.count { $0.hasSuffix(": Starting") } }
      let cleanedUp = reports.withLock { $0.values.count(where: \.isCleanedUp) }
      return .text("\(cleanedUp) of \(started) have run")
    }
    stage.show("file") {
      let daemons = reports.withLock { $0.values.filter { $0.lane > 0 } }
      let remains = daemons.map { DaemonJournal.remains(of: $0, in: journals) }
      return .text(Self.fileText(remains, lines: daemons.reduce(0) { $0 + $1.lineCount }))
    }
  }

  // MARK: The oracle

  /// The process has ended by itself; no daemon has finished before its time, and none is missing
  /// where main has joined them.
  package func mismatch(_ outcome: Outcome, _ round: RoundReport) -> String? {
    guard outcome.ending == .exit(0) else {
      return "the process was to end by itself with 0, it ended with \(outcome.endingText)"
    }
    guard let exit = outcome.exitLine, let main = outcome.main, main.state == .finished else {
      return "main has not said that it ends"
    }
    if main.elapsed < outcome.orders.size { return "main has ended before its time" }
    let (started, finished) = (outcome.startedCount, outcome.finishedCount)
    if !round.wasTurned, outcome.hasJoined != outcome.orders.joins {
      return outcome.hasJoined ? "main was not to join its threads" : "main has joined no thread"
    }
    if outcome.hasJoined, !round.wasTurned, finished != outcome.orders.workers {
      return "\(outcome.orders.workers) threads were joined, \(finished) have finished"
    }
    // Main has read the clock after it had said so; who finishes later may have had its time.
    let early = outcome.lines[..<exit].count { $0.hasSuffix(": Finished") }
    if main.elapsed < outcome.shortestTask, early > 0 {
      return "\(Phrase.count(early, "daemon")) finished before their time"
    }
    if finished > started { return "\(started) daemons have started, \(finished) have finished" }
    return outcome.wrongText
  }
}

extension DaemonThreads.Outcome {
  /// What each daemon has left in the file.
  var remains: [DaemonJournal.Remains] {
    zip(daemons, texts).map { daemon, text in
      DaemonJournal.Remains(
        bytes: Array(text.utf8),
        lineCount: DaemonJournal.lineCount(for: daemon.requested)
      )
    }
  }

  /// What is wrong with the file: each part begins as a daemon writes, wherever it was cut, and whoever
  /// has cleaned up at its end has written all.
  var wrongText: String? {
    for (daemon, remains) in zip(daemons, remains) {
      if !remains.isPossible {
        return "daemon-\(daemon.lane - 1) cannot have written \(remains.text)"
      }
      if daemon.state == .finished, !remains.isWhole {
        return
          "daemon-\(daemon.lane - 1) has finished, its file ends with \(remains.text.suffix(20))"
      }
    }
    return nil
  }

  /// How the process ended, in short.
  var endingText: String {
    switch ending {
    case .exit(let code): "\(code)"
    case .signal(let signal): "signal \(signal)"
    case .unknown: "unknown"
    }
  }
}
