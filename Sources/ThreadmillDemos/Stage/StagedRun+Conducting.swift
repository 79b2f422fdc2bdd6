// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// What can end the wait in which a finished round stands, or change it.
private enum StandingEdge { case stopped, cutShort, paused, resumed }

/// What the conductor does, on its own thread.
extension StagedRun {
  /// Rounds whose times are kept.
  private static var roundTimesLimit: Int { 16 }

  /// Plays from the first round to the end.
  func conduct() {
    do {
      let machine = try demo.makeMachine(stage)
      try appear(machine)
      while beginRound(on: machine) {
        let outcome = try demo.play(stage, machine)
        finishRound(outcome, on: machine)
        guard state.withLock({ $0.phase }) == .standing, stand() else { break }
      }
      end(failure: nil)
    } catch {
      // The clause has no type because a body may throw anything; a stop explains all of it.
      end(failure: Self.sentence(error))
    }
  }

  private static func sentence(_ error: any Error) -> String {
    if let error = error as? PoolError { return error.message }
    if error is CancellationError { return "a task was cancelled that nobody had cancelled" }
    return "\(error)"
  }

  /// Shows the machine, as the knobs and the pause key have left things meanwhile.
  private func appear(_ machine: Staged.Machine) throws(PoolError) {
    try control.withLock { () throws(PoolError) in
      let isPaused = state.withLock { state in
        state.machine = machine
        return state.isPaused
      }
      if isPaused { machine.pause() }
      try machine.resize(to: stage.workers)
    }
  }

  // MARK: Rounds

  /// - Returns: whether there is another round.
  private func beginRound(on machine: Staged.Machine) -> Bool {
    let base = machine.picture()
    let now = stage.now
    let paced = stage.pace.now
    // Between two turns of knobs, never in the middle of one.
    let isOn = control.withLock {
      let asked = state.withLock { state in
        state.stopReason == nil && hasMoreRounds(after: state.completedRounds)
          ? state.settings : nil
      }
      guard let asked else { return false }
      for knob in info.knobs where knob.timing == .nextRound {
        if let value = asked[knob.name] { act(knob, value) }
      }
      state.withLock { state in
        state.phase = .running
        state.round += 1
        state.roundStart = now
        state.roundBase = base
        state.roundSettings = stage.settings
        state.pacedRoundTime = nil
        state.wasTurned = false
        state.standsShort = false
      }
      return true
    }
    guard isOn else { return false }
    stage.board.withLock { $0.begin(at: paced, keepsCurve: $0.curve.count > 0) }
    stage.exhibits.withLock { $0.turnOver() }
    stage.followers.removeAll()
    changed()
    return true
  }

  /// Measures the round that has just ended, checks it, and lets it stand if another one follows.
  private func finishRound(_ outcome: Staged.Outcome, on machine: Staged.Machine) {
    let now = stage.now
    let paced = stage.pace.now
    // Between two turns of knobs: what is turned from here on is no part of this round.
    let (settings, played) = control.withLock { (stage.settings, state.withLock { $0 }) }
    settle(machine, upTo: .milliseconds(50))
    stage.exhibits.withLock { $0.clearIfStale() }
    let board = stage.board.withLock { $0 }
    let report = report(of: played, settings, at: now, machine.picture(), board)
    let mismatch = demo.mismatch(outcome, report)
    let aha = report.wasTurned ? nil : demo.aha(outcome, report)
    let fields = demo.resultFields(outcome, report)
    let ideal = report.wasTurned ? nil : demo.idealTime(report)
    state.withLock { state in
      state.completedRounds += 1
      state.roundTimes.append(report.time)
      if state.roundTimes.count > Self.roundTimesLimit { state.roundTimes.removeFirst() }
      state.pacedRoundTime = paced - board.pacedStart
      state.report = report
      if !report.wasTurned {
        state.lastSteady = RoundReport.Steady(settings: report.settings, time: report.time)
      }
      state.ideal = ideal
      state.check = mismatch == nil ? .match : .mismatch
      state.mismatch = mismatch
      state.resultLine = board.resultLine
      state.resultFields = fields
      if mismatch == nil, hasMoreRounds(after: state.completedRounds) { state.phase = .standing }
      state.aha = aha ?? Phrase.turned(report, hasNext: state.phase == .standing)
    }
    changed()
  }

  private func report(
    of state: State,
    _ settings: KnobSettings,
    at now: Duration,
    _ picture: MachinePicture,
    _ board: RoundBoard
  ) -> RoundReport {
    let time = now - state.roundStart
    let cpu = picture.cpu - state.roundBase.cpu
    return RoundReport(
      settings: settings,
      startSettings: state.roundSettings,
      wasTurned: state.wasTurned,
      time: time,
      lastSteady: state.lastSteady,
      counts: picture.counts - state.roundBase.counts,
      workers: picture.workers,
      worked: board.worked,
      cpu: cpu,
      cpusReceived: time > .zero ? cpu / time : nil,
      cpuCount: CPUs.available
    )
  }

  /// Lets the finished round stand; paused time does not count.
  ///
  /// - Returns: whether the next round is due; `false` if the run was stopped.
  private func stand() -> Bool {
    var rest = standing
    while true {
      let wasPaused = state.withLock { $0.isPaused }
      let began = MonotonicClock.now
      let verdict = state.wait(upTo: wasPaused ? nil : rest) { state -> StandingEdge? in
        if state.stopReason != nil { return .stopped }
        if state.isPaused != wasPaused { return wasPaused ? .resumed : .paused }
        return state.standsShort && !wasPaused ? .cutShort : nil
      }
      if !wasPaused { rest -= MonotonicClock.now - began }
      switch verdict {
      case .stopped: return false
      case .cutShort, nil: return true
      case .paused, .resumed: continue
      }
    }
  }

  /// Gives workers the moment they need to lay a finished task down.
  private func settle(_ machine: Staged.Machine, upTo limit: Duration) {
    let deadline = MonotonicClock.now + limit
    let nap = Guarded(())
    while !machine.picture().isQuiet, MonotonicClock.now < deadline {
      _ = nap.wait(upTo: .microseconds(500)) { _ in nil as Void? }
    }
  }

  // MARK: The end

  /// Takes the machine down and writes the card.
  func end(failure: String?) {
    stage.clock.withLock { $0.hold() }
    var picture = MachinePicture()
    if let machine {
      settle(machine, upTo: .milliseconds(100))
      let standing = machine.picture()
      state.withLock { $0.lastPicture = standing }
      machine.close()
      picture = machine.picture()
      // A pool has no workers any more; what they were when it stood still is what is shown.
      if picture.workers.isEmpty { picture.workers = standing.workers }
    }
    let suggestions = suggestions(state.withLock { $0.settings })
    control.withLock {
      // Again, because a run may be paused and resumed while its machine is taken down.
      stage.clock.withLock { $0.hold() }
      state.withLock { state in
        state.lastPicture = picture
        state.phase = .ended
        state.isPaused = false
        if let report = state.report, report.wasTurned {
          state.aha = Phrase.turned(report, hasNext: false)
        }
        state.card = card(state, picture, failure: failure, suggestions)
      }
    }
    changed()
  }

  /// What to try next: what was turned and has not acted comes first, since all else is about what has.
  private func suggestions(_ asked: KnobSettings) -> [EndCard.Suggestion] {
    let acting = stage.settings
    let pending = info.knobs.compactMap { knob -> String? in
      guard let value = asked[knob.name], value != acting[knob.name] else { return nil }
      return "\(knob.name) \(knob.text(value))"
    }
    guard !pending.isEmpty else { return demo.suggestions(asked) }
    let reason = "with what has not acted yet: \(pending.joined(separator: ", "))"
    return [EndCard.Suggestion(keys: "r", reason: reason, commands: ["restart"])]
  }

  private func card(
    _ state: State,
    _ picture: MachinePicture,
    failure: String?,
    _ suggestions: [EndCard.Suggestion]
  ) -> EndCard {
    let failure = state.stopReason == nil ? failure : nil
    return EndCard(
      outcome: Self.outcome(state, hasFailed: failure != nil),
      reason: state.stopReason,
      failure: failure,
      resultLine: state.resultLine,
      check: state.check,
      mismatch: state.mismatch,
      rounds: state.completedRounds,
      makespan: state.report?.time,
      ideal: state.ideal?.time,
      idealFormula: state.ideal?.formula ?? "",
      cpusReceived: state.report?.cpusReceived,
      aha: state.aha,
      tries: suggestions,
      nextDemo: DemoCatalogue.demo(after: info.id),
      counts: picture.counts,
      workers: picture.workers,
      resultFields: state.resultFields
    )
  }

  private static func outcome(_ state: State, hasFailed: Bool) -> EndCard.Outcome {
    switch state.stopReason {
    case .requested, .unattended: .stopped
    case .replaced, .quitting: .cancelled
    case nil: hasFailed || state.mismatch != nil ? .failed : .ok
    }
  }
}

extension TaskCounts {
  /// What has come to pass since `earlier`; queued and running are those of now.
  fileprivate static func - (now: TaskCounts, earlier: TaskCounts) -> TaskCounts {
    TaskCounts(
      submitted: now.submitted - earlier.submitted,
      queued: now.queued,
      running: now.running,
      finished: now.finished - earlier.finished,
      failed: now.failed - earlier.failed,
      cancelled: now.cancelled - earlier.cancelled,
      lost: now.lost - earlier.lost,
      rejected: now.rejected - earlier.rejected
    )
  }
}
