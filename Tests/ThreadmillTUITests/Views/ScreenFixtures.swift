// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry
import ThreadmillTerminal

/// Models and snapshots made by hand: nothing in them depends on a clock or on a thread.
enum ScreenFixtures {
  static let basicThreads = DemoInfo(
    id: "basic-threads",
    group: "Threads",
    title: "Basic Threading",
    seedSection: "Basic Threading",
    lesson: "Threads that wait do it side by side: the longest wait is the whole time.",
    misconceptions: [
      .init("More threads are faster.", "Waiting threads overlap; computing ones share the CPUs."),
      .init("join() starts a thread.", "start() does; join() only waits for its end."),
    ],
    barTitle: "WAIT",
    seedTime: .milliseconds(300),
    knobs: [.threads(seed: 3), .size("the step of the staircase", seed: .milliseconds(100))]
      + [.work, .rounds, .speed]
  )

  static let poolSubmit = DemoInfo(
    id: "pool-submit",
    group: "Pools",
    title: "Thread Pool: submit",
    seedSection: "ThreadPoolExecutor",
    lesson:
      "A pool is a queue with servers: tasks go in waves, and one worker more may save a wave.",
    misconceptions: [
      .init("submit() runs the task.", "It queues it; a worker takes it when one is free.")
    ],
    barTitle: "TASK",
    seedTime: .milliseconds(300),
    knobs: [.poolWorkers(seed: 4), .size("how long a download takes", seed: .milliseconds(100))]
      + [.tasks(seed: 10), .work, .rounds, .speed]
  )

  static let demos = [basicThreads, poolSubmit]

  static func model(columns: Int, rows: Int, look: Look = Look()) -> Model {
    Model(
      demos: demos,
      look: look,
      size: ScreenSize(columns: columns, rows: rows),
      cpuCount: 2,
      now: .seconds(100)
    )
  }

  /// Shows the model what a run says.
  static func feed(_ model: inout Model, _ snapshot: RunSnapshot) {
    _ = update(&model, .snapshot(run: model.lastRun, snapshot))
  }

  /// A model whose Run view shows `demo`, started and seen once.
  static func running(
    _ demo: DemoInfo,
    columns: Int,
    rows: Int,
    look: Look = Look(),
    snapshots: [RunSnapshot]
  ) -> Model {
    var model = model(columns: columns, rows: rows, look: look)
    _ = model.start(demo)
    _ = update(&model, .started(run: model.lastRun))
    _ = update(&model, .tick(.seconds(113)))
    for snapshot in snapshots { feed(&model, snapshot) }
    return model
  }

  /// A worker in a state, with numbers that follow from its index.
  static func worker(_ id: Int, _ state: WorkerState, name: String = "pool") -> WorkerSnapshot {
    var worker = WorkerSnapshot(id: id, name: "\(name)-\(id)", kind: .thread, state: state)
    worker.stateAge = .milliseconds(800 + 13 * (id % 50))
    worker.startLatency = .microseconds(41 + id % 17)
    worker.finished = UInt64(3 + id % 4)
    worker.lastService = .seconds(1)
    worker.busy = .seconds(4)
    worker.cpu = .milliseconds(12)
    switch state {
    case .waiting:
      worker.task = TaskSnapshot(
        id: UInt64(10 + id),
        name: "download \(id)",
        elapsed: .milliseconds(420),
        activity: .wait(
          elapsed: .milliseconds(Int64(10 + id * 17 % 90)),
          requested: .milliseconds(100)
        )
      )
    case .running:
      worker.task = TaskSnapshot(
        id: UInt64(10 + id),
        name: nil,
        elapsed: .milliseconds(420),
        activity: .steps(done: 1_200_000 + id * 31_000 % 3_000_000, total: 5_000_000)
      )
    case .blocked: worker.blockedOn = "lock \"counter\""
    default: break
    }
    return worker
  }

  /// A pool in its fourth round, its workers in these states.
  static func pool(_ states: [WorkerState]) -> RunSnapshot {
    var snapshot = RunSnapshot()
    snapshot.phase = .running
    snapshot.takenAt = .seconds(113)
    snapshot.elapsed = .milliseconds(12_400)
    snapshot.round = 4
    snapshot.roundTimes = [.seconds(3), .milliseconds(3_010), .milliseconds(2_020)]
    snapshot.check = .match
    snapshot.roundElapsed = .milliseconds(1_420)
    snapshot.roundDone = 6
    snapshot.roundTotal = 10
    snapshot.previousRoundMark = 0.7
    snapshot.lanes = states.enumerated().map { index, state in
      RunSnapshot.Lane(worker: worker(index, state), note: index == 2 ? "size 2048" : nil)
    }
    snapshot.counts = TaskCounts(submitted: 40, queued: 2, running: 2, finished: 36)
    snapshot.cpusReceived = 0.02
    snapshot.cpuCount = 2
    snapshot.results = ["0", "1024", "2048", "3072", "4096", "5120"]
    snapshot.resultsTitle = "in submission order"
    snapshot.resultLine = "Downloaded 10 files in 0.20s"
    snapshot.aha = "10 tasks on 5 workers go in 2 waves: 2.0 s instead of 10 s."
    snapshot.settings = poolSubmit.workbenchSettings
    snapshot.settings["workers"] = .int(states.count)
    snapshot.printedCount = 3
    return snapshot
  }

  static let printed = PrintedLines(
    lines: [
      PrintedLine(time: .milliseconds(3_000), text: "Downloaded 10 files in 0.30s"),
      PrintedLine(
        time: .milliseconds(3_001),
        text: "Results: [{'id': 0, 'size': 0}, {'id': 1, 'size': 1024}]..."
      ),
      PrintedLine(time: .milliseconds(7_000), text: "Downloaded 10 files in 0.20s"),
    ],
    next: 3,
    dropped: 0
  )

  /// The same pool, stopped, with its card.
  static func ended(_ states: [WorkerState] = [.idle, .idle, .idle, .idle]) -> RunSnapshot {
    var snapshot = pool(states)
    snapshot.phase = .ended
    snapshot.card = EndCard(
      outcome: .stopped,
      reason: .requested,
      resultLine: "Downloaded 10 files in 0.20s",
      check: .match,
      rounds: 3,
      makespan: .milliseconds(2_020),
      ideal: .seconds(2),
      idealFormula: "⌈10/5⌉ × 1.0 s",
      cpusReceived: 0.02,
      aha: "10 tasks on 5 workers go in 2 waves: 2.0 s instead of 10 s, and the CPUs slept.",
      tries: [
        .init(
          keys: "+++++",
          reason: "10 workers: one wave is enough",
          commands: ["set workers 10", "restart"]
        ),
        .init(keys: "", reason: "same code, other curve", commands: ["set work cpu", "restart"]),
      ],
      nextDemo: "basic-threads"
    )
    return snapshot
  }
}

extension Model {
  /// Runs a demo from Browse, by its keys.
  mutating func start(_ demo: DemoInfo) -> [Effect] {
    cursor = demos.firstIndex { $0.id == demo.id } ?? 0
    return update(&self, .key(.enter))
  }
}
