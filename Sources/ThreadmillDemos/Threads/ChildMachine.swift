// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine
internal import ThreadmillTelemetry

/// A child process whose threads are the lanes; one thread of this process watches it, and that is the
/// task that counts.
package final class ChildMachine: StageMachine {
  package static var isEmptyBetweenRounds: Bool { true }

  private struct State {
    var child: ChildProcess?
    /// What it is to be told.
    var wish: DaemonWish
    var isClosed = false
    var reports: [Int: DaemonReport] = [:]
    /// Whether the process has ended: then threads that were alive are lost.
    var isOver = false
    /// CPU time of the processes before.
    var cpuBefore = Duration.zero

    var cpu: Duration { cpuBefore + (reports[0]?.cpu ?? .zero) }
  }

  private let state: Guarded<State>
  /// Held while the process is told something: the last line is about the wish as it stands.
  private let telling = Lock()
  private let crew: Crew<Int>
  private let stage: DemoStage

  /// Makes a machine without a process.
  package init(_ stage: DemoStage) {
    self.stage = stage
    let orders = DaemonOrders(stage.settings)
    state = Guarded(State(wish: DaemonWish(orders, isPaused: false)))
    crew = Crew(stage, target: 1)
  }

  // MARK: A round

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - path: of its file.
  ///   - arguments: its name first.
  ///   - output: given each line that it prints.
  /// - Returns: how it ended, and what it reported last of each of its threads, by their lanes.
  /// - Throws: `ChildProcessError` if it cannot be started, `CancellationError` if the run was stopped.
  package func run(
    _ path: String,
    _ arguments: [String],
    output: @escaping @Sendable (String) -> Void
  ) throws -> (ending: ChildEnding, reports: [DaemonReport]) {
    state.withLock { state in
      state.cpuBefore = state.cpu
      state.reports = [:]
      state.isOver = false
    }
    let result = Guarded<Result<ChildEnding, ChildProcessError>>(.success(.unknown))
    try crew.start { [self] number throws(PoolError) in
      let thread = WorkerThread("watcher", on: stage) { [self] _ throws(CancellationError) in
        let start = stage.now
        let ending = watch(path, arguments, output)
        result.withLock { $0 = ending }
        stage.taskDone(since: start)
        if isUnwanted { throw CancellationError() }
        return number
      }
      try thread.start()
      return thread
    }
    _ = try crew.joinAll()
    if isUnwanted { throw CancellationError() }
    let ending = try result.withLock { $0 }.get()
    let reports = state.withLock { $0.reports }
    return (ending, reports.sorted { $0.key < $1.key }.map(\.value))
  }

  private var isUnwanted: Bool { stage.pace.isStopped || state.withLock { $0.isClosed } }

  private func watch(
    _ path: String,
    _ arguments: [String],
    _ output: (String) -> Void
  ) -> Result<ChildEnding, ChildProcessError> {
    let child: ChildProcess
    do throws(ChildProcessError) {
      child = try ChildProcess(path: path, arguments: arguments)
    } catch {
      return .failure(error)
    }
    state.withLock { $0.child = child }
    tell { _ in }
    let ending = child.follow(
      isUnwanted: { isUnwanted },
      output: output,
      report: { line in
        guard let report = DaemonReport(line: line) else { return }
        state.withLock { $0.reports[report.lane] = report }
        stage.wake.signal()
      }
    )
    state.withLock { state in
      state.child = nil
      state.isOver = true
    }
    return .success(ending)
  }

  /// Changes what the process is to do, and tells it, if there is one.
  private func tell(_ change: (inout DaemonWish) -> Void) {
    telling.withLock {
      let (child, wish) = state.withLock { state in
        change(&state.wish)
        return (state.child, state.wish)
      }
      child?.send(wish.line)
    }
  }

  /// Lets the process follow the knobs; how many daemons there are ``resize(to:)`` says.
  package func follow(_ settings: KnobSettings) {
    tell { wish in
      let workers = wish.orders.workers
      wish.orders = DaemonOrders(settings)
      wish.orders.workers = workers
    }
  }

  /// Daemons that the process has started, and how many of them have cleaned up.
  package var cleanUps: (started: Int, done: Int) {
    let daemons = state.withLock { $0.reports }.filter { $0.key > 0 }
    return (daemons.count, daemons.count { $0.value.isCleanedUp })
  }

  // MARK: The machine

  package func resize(to workers: Int) { tell { $0.orders.workers = workers } }

  package func pause() { tell { $0.isPaused = true } }

  package func resume() { tell { $0.isPaused = false } }

  package func picture() -> MachinePicture {
    var picture = crew.picture()
    let state = state.withLock { $0 }
    picture.cpu = state.cpu
    picture.workers = state.reports.sorted { $0.key < $1.key }.map {
      worker($0.value, isOver: state.isOver)
    }
    return picture
  }

  private func worker(_ report: DaemonReport, isOver: Bool) -> WorkerSnapshot {
    let name = report.lane == 0 ? "main" : "daemon-\(report.lane - 1)"
    let isLost = isOver && report.state.isAlive
    var worker = WorkerSnapshot(
      id: report.lane,
      name: name,
      kind: .thread,
      state: isLost ? .lost : report.state
    )
    worker.busy = stage.real(report.elapsed)
    worker.finished = report.state == .finished ? 1 : 0
    worker.cancelled = report.state == .cancelled ? 1 : 0
    if worker.state == .blocked { worker.blockedOn = "join" }
    guard worker.state.isBusy else { return worker }
    let activity = TaskActivity.wait(elapsed: report.elapsed, requested: report.requested)
    worker.task = TaskSnapshot(id: UInt64(report.lane), name: nil, elapsed: nil, activity: activity)
    return worker
  }

  package func close() {
    state.withLock { $0.isClosed = true }
    crew.close()
  }
}
