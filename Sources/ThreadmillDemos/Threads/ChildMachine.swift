// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine
internal import ThreadmillTelemetry

/// A child process whose threads are the lanes; one thread of this process watches it, and that is the
/// task that counts.
package final class ChildMachine: StageMachine {
  package static var isEmptyBetweenRounds: Bool { true }

  private struct State {
    var child: ChildProcess?
    var isPaused = false
    var isClosed = false
    var reports: [Int: DaemonReport] = [:]
    /// Whether the process has ended: then threads that were alive are lost.
    var isOver = false
  }

  private let state = Guarded(State())
  private let crew: Crew<Int>
  private let stage: DemoStage

  /// Makes a machine without a process.
  package init(_ stage: DemoStage) {
    self.stage = stage
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
    let isPaused = state.withLock { state in
      state.child = child
      return state.isPaused
    }
    child.send("speed \(stage.pace.speed)")
    child.send("workers \(stage.workers)")
    if isPaused { child.send("pause") }
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

  /// Tells the process something, if there is one.
  package func tell(_ line: String) { state.withLock { $0.child }?.send(line) }

  // MARK: The machine

  package func resize(to workers: Int) { tell("workers \(workers)") }

  package func pause() {
    state.withLock { $0.isPaused = true }
    tell("pause")
  }

  package func resume() {
    state.withLock { $0.isPaused = false }
    tell("resume")
  }

  package func picture() -> MachinePicture {
    var picture = crew.picture()
    let (reports, isOver) = state.withLock { ($0.reports, $0.isOver) }
    picture.workers = reports.sorted { $0.key < $1.key }.map {
      Self.worker($0.value, isOver: isOver)
    }
    return picture
  }

  private static func worker(_ report: DaemonReport, isOver: Bool) -> WorkerSnapshot {
    let name = report.lane == 0 ? "main" : "daemon-\(report.lane - 1)"
    let isLost = isOver && report.state.isAlive
    var worker = WorkerSnapshot(
      id: report.lane,
      name: name,
      kind: .thread,
      state: isLost ? .lost : report.state
    )
    worker.busy = report.elapsed
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
