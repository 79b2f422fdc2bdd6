// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine
internal import ThreadmillTelemetry

/// A child process whose threads are the lanes; one thread of this process watches it, and that is the
/// task that counts.
package final class ChildMachine: StageMachine {
  package static var isEmptyBetweenRounds: Bool { true }

  private struct State {
    var child: ChildProcess?
    /// What the process is to do, or the next one.
    var orders: DaemonOrders
    var isClosed = false
    var reports: [Int: DaemonReport] = [:]
    /// CPU time of the processes before.
    var pastCPU = Duration.zero
    /// What has become of threads that were alive when the process ended: its end has cut them off, or a
    /// person has stopped it and them.
    var ending: WorkerState?
  }

  private let state: Guarded<State>
  /// Held while the process is told its orders, which are read then: the last word is always about them
  /// as they stand.
  private let telling = Lock()
  private let crew: Crew<Int>
  private let stage: DemoStage

  /// Makes a machine without a process.
  package init(_ stage: DemoStage) {
    self.stage = stage
    state = Guarded(State(orders: DaemonOrders(stage.settings)))
    crew = Crew(stage, target: 1)
  }

  // MARK: A round

  /// Runs a program to its end, with orders as the knobs stand.
  ///
  /// - Parameters:
  ///   - path: of its file.
  ///   - arguments: its name first; its orders follow them.
  ///   - file: into which it writes.
  ///   - output: given each line that it prints.
  ///   - report: given each report of its threads.
  /// - Returns: what it was asked to do at first, and how it ended.
  /// - Throws: `ChildProcessError` if it cannot be started, `CancellationError` if the run was stopped.
  package func run(
    _ path: String,
    _ arguments: [String],
    into file: MemoryFile,
    output: @escaping @Sendable (String) -> Void,
    report: @escaping @Sendable (DaemonReport) -> Void
  ) throws -> (orders: DaemonOrders, ending: ChildEnding) {
    let orders = state.withLock { state in
      state.pastCPU += state.reports[0]?.processCPU ?? .zero
      state.reports = [:]
      state.ending = nil
      state.orders.size = stage.size
      return state.orders
    }
    let result = Guarded<Result<ChildEnding, ChildProcessError>>(.success(.unknown))
    try crew.start { [self] number throws(PoolError) in
      let thread = WorkerThread("watcher", on: stage) { [self] _ throws(CancellationError) in
        let start = stage.now
        let ending = watch(path, arguments + orders.words, file, output, report)
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
    return (orders, try result.withLock { $0 }.get())
  }

  private var isUnwanted: Bool { stage.pace.isStopped || state.withLock { $0.isClosed } }

  private func watch(
    _ path: String,
    _ arguments: [String],
    _ file: MemoryFile,
    _ output: (String) -> Void,
    _ take: (DaemonReport) -> Void
  ) -> Result<ChildEnding, ChildProcessError> {
    let child: ChildProcess
    do throws(ChildProcessError) {
      child = try ChildProcess(path: path, arguments: arguments, file: file)
    } catch {
      return .failure(error)
    }
    // What was turned while it was started is not on its command line.
    change { $0.child = child }
    let ending = child.follow(
      isUnwanted: { isUnwanted },
      output: output,
      report: { line in
        guard let report = DaemonReport(line: line) else { return }
        state.withLock { $0.reports[report.lane] = report }
        take(report)
        stage.wake.signal()
      }
    )
    let isStopped = isUnwanted
    state.withLock { state in
      state.child = nil
      state.ending = isStopped ? .cancelled : .lost
    }
    return .success(ending)
  }

  /// Lets the process follow the knobs that act within a round.
  package func follow(_ settings: KnobSettings) { change { $0.orders.follow(settings) } }

  private func change(_ action: (inout State) -> Void) {
    state.withLock { action(&$0) }
    telling.withLock {
      let (child, orders) = state.withLock { ($0.child, $0.orders) }
      child?.send(orders.words.joined(separator: " "))
    }
  }

  // MARK: The machine

  package func resize(to workers: Int) { change { $0.orders.workers = workers } }

  package func pause() { change { $0.orders.isPaused = true } }

  package func resume() { change { $0.orders.isPaused = false } }

  package func picture() -> MachinePicture {
    var picture = crew.picture()
    let state = state.withLock { $0 }
    let speed = stage.pace.speed
    picture.workers = state.reports.sorted { $0.key < $1.key }.map {
      Self.worker($0.value, speed: speed, ending: state.ending)
    }
    // The watcher is no lane, and nobody asks what it costs.
    picture.cpu = state.pastCPU + (state.reports[0]?.processCPU ?? .zero)
    return picture
  }

  private static func worker(
    _ report: DaemonReport,
    speed: Double,
    ending: WorkerState?
  ) -> WorkerSnapshot {
    let name = report.lane == 0 ? "main" : "daemon-\(report.lane - 1)"
    var worker = WorkerSnapshot(
      id: report.lane,
      name: name,
      kind: .thread,
      state: report.state.isAlive ? ending ?? report.state : report.state
    )
    worker.busy = report.elapsed / speed
    worker.finished = report.state == .finished ? 1 : 0
    worker.cancelled = worker.state == .cancelled ? 1 : 0
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
