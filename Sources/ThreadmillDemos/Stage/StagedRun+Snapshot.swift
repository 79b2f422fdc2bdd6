// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
internal import ThreadmillTelemetry

extension StagedRun {
  /// A shorter stretch of time says too little about CPUs received.
  private static var shortestMeasure: Duration { .milliseconds(20) }

  package func snapshot() -> RunSnapshot {
    let (picture, state) = pictureOfOnePhase()
    let board = stage.board.withLock { $0 }
    let now = stage.now
    var snapshot = RunSnapshot()
    snapshot.phase = state.phase
    snapshot.isPaused = state.isPaused
    snapshot.takenAt = MonotonicClock.now
    snapshot.elapsed = now
    snapshot.settings = state.settings
    snapshot.actingSettings = stage.settings
    snapshot.cpuCount = CPUs.available
    snapshot.printedCount = stage.printed.withLock { $0.count }
    snapshot.card = state.card
    show(picture, board, state, in: &snapshot)
    showRounds(state, board, at: now, in: &snapshot)
    stage.exhibits.withLock { $0 }.show(in: &snapshot)
    return snapshot
  }

  /// The machine, and what the conductor says of the same phase of the same round: a round that ends
  /// while its machine is looked at must not stand there with busy workers.
  private func pictureOfOnePhase() -> (MachinePicture, State) {
    var before = state.withLock { $0 }
    while true {
      let picture = before.lastPicture ?? before.machine?.picture() ?? MachinePicture()
      let after = state.withLock { $0 }
      if after.phase == before.phase, after.round == before.round { return (picture, after) }
      before = after
    }
  }

  private func show(
    _ picture: MachinePicture,
    _ board: RoundBoard,
    _ state: State,
    in snapshot: inout RunSnapshot
  ) {
    snapshot.lanes = picture.workers.map {
      RunSnapshot.Lane(worker: $0, note: board.notes[$0.id])
    }
    snapshot.counts = picture.counts
    if state.isPaused {
      snapshot.stillMoving = picture.workers.count(where: \.isMoving)
    }
    let base = state.roundBase.counts
    func inRound(_ count: KeyPath<TaskCounts, UInt64>) -> Int {
      let now = picture.counts[keyPath: count]
      return Int(now - min(base[keyPath: count], now))
    }
    let planned = state.round > 0 ? demo.plannedTasks(stage.settings) : 0
    if Staged.Machine.isEmptyBetweenRounds { snapshot.roundUnit = "threads" }
    snapshot.roundTotal = max(planned ?? 0, inRound(\.submitted))
    snapshot.roundCancelled = min(inRound(\.cancelled), snapshot.roundTotal)
    let left = snapshot.roundTotal - snapshot.roundCancelled
    snapshot.roundDone = min(max(0, inRound(\.ended) - snapshot.roundCancelled), left)
    snapshot.cpusReceived = cpusReceived(picture, state)
  }

  private func cpusReceived(_ picture: MachinePicture, _ state: State) -> Double? {
    guard state.phase == .running else { return state.report?.cpusReceived }
    let time = stage.now - state.roundStart
    guard time >= Self.shortestMeasure else { return nil }
    return max(0, (picture.cpu - state.roundBase.cpu) / time)
  }

  private func showRounds(
    _ state: State,
    _ board: RoundBoard,
    at now: Duration,
    in snapshot: inout RunSnapshot
  ) {
    snapshot.round = state.round
    snapshot.roundTimes = state.roundTimes
    snapshot.check = state.check
    snapshot.resultLine = state.resultLine
    snapshot.aha = state.aha
    snapshot.results = board.results
    snapshot.resultsTitle = demo.resultsTitle
    let isOver = state.pacedRoundTime != nil
    snapshot.roundElapsed =
      isOver ? state.report?.time ?? .zero : state.round > 0 ? now - state.roundStart : .zero
    let paced = state.pacedRoundTime ?? stage.pace.now - board.pacedStart
    snapshot.previousRoundMark = board.previousCurve?.share(at: paced)
  }
}

extension WorkerSnapshot {
  /// Whether a paused run has to wait for it: it has not come to a wait or to a pause point yet.
  fileprivate var isMoving: Bool { state == .starting || state == .running && !isHeld }
}
