// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// A run of a ``StagedDemo``: plays it round after round on a thread of its own, and shows it.
///
/// Three locks, taken in this order and never the other way: `control`, which makes one change of
/// pace, machine and state out of each command; the machine's own; the one around the state. The
/// stage's are leaves: nothing is taken while one of them is held.
package final class StagedRun<Staged: StagedDemo>: DemoRun {
  typealias State = RunState<Staged.Machine>

  package let info: DemoInfo
  let demo: Staged
  let stage: DemoStage
  let state: Guarded<State>
  /// How long a round stands before the next one, in real time.
  let standing: Duration
  let control = Lock()

  /// Makes a run that has not started.
  ///
  /// - Parameters:
  ///   - demo: what it plays.
  ///   - settings: a valid value for every knob.
  ///   - standing: how long a finished round stays on the screen before the next one.
  package init(_ demo: Staged, _ settings: KnobSettings, standing: Duration) {
    info = demo.info
    self.demo = demo
    self.standing = standing
    stage = DemoStage(settings)
    state = Guarded(State(settings))
  }

  package var wakeDescriptor: Int32 { stage.wake.descriptor }

  package func clearWake() { stage.wake.clear() }

  // MARK: Commands

  package func start() {
    let isFirst = control.withLock {
      let (isFirst, isPaused) = state.withLock { state in
        guard state.phase == .ready else { return (false, false) }
        state.phase = .running
        return (true, state.isPaused)
      }
      if isFirst && !isPaused { stage.clock.withLock { $0.run() } }
      return isFirst
    }
    guard isFirst else { return }
    let conductor = WorkerThread<Void, Never>(name: "conductor") { [self] in conduct() }
    do throws(PoolError) {
      try conductor.start()
    } catch {
      end(failure: error.message)
    }
    changed()
  }

  package func pause() {
    control.withLock {
      guard change(isPaused: true) else { return }
      stage.clock.withLock { $0.hold() }
      stage.pace.pause()
      machine?.pause()
    }
    changed()
  }

  package func resume() {
    control.withLock {
      guard change(isPaused: false) else { return }
      if state.withLock({ $0.phase }) != .ready { stage.clock.withLock { $0.run() } }
      stage.pace.resume()
      machine?.resume()
    }
    changed()
  }

  /// - Returns: whether this changes anything.
  private func change(isPaused: Bool) -> Bool {
    state.withLock { state in
      guard state.isPaused != isPaused, state.stopReason == nil, state.phase != .ended else {
        return false
      }
      state.isPaused = isPaused
      return true
    }
  }

  package func stop(_ reason: StopReason) {
    let isUnstarted = control.withLock {
      let (isFirst, isUnstarted) = state.withLock { state in
        guard state.stopReason == nil, state.phase != .ended else { return (false, false) }
        let isUnstarted = state.phase == .ready
        state.stopReason = reason
        state.isPaused = false
        state.phase = isUnstarted ? .running : state.phase
        return (true, isUnstarted)
      }
      guard isFirst else { return false }
      stage.pace.stop()
      // A paused pool would keep queued tasks, for which the conductor may be waiting.
      machine?.resume()
      return isUnstarted
    }
    if isUnstarted { end(failure: nil) }
    changed()
  }

  package func set(_ name: String, to value: KnobValue) throws(KnobError) {
    let knob = try info.checkedKnob(named: name, value: "")
    guard knob.allows(value) else { throw knob.refusal(knob.input(value)) }
    try control.withLock { () throws(KnobError) in
      let (present, isOver) = state.withLock { state in
        (state.settings[name], state.stopReason != nil || state.phase == .ended)
      }
      // A turn that turns nothing must not spoil the round's measurement.
      guard present != value else { return }
      if knob.timing == .live, !isOver { try turn(knob, to: value) }
      state.withLock { $0.settings[name] = value }
    }
    changed()
  }

  /// Lets a live knob act.
  private func turn(_ knob: Knob, to value: KnobValue) throws(KnobError) {
    let machine = machine
    if knob.role == .workers, case .int(let workers) = value {
      do throws(PoolError) {
        try machine?.resize(to: workers)
      } catch {
        // The run is ending at this very moment; the value is for the next one.
        if error.code == .shutDown { return }
        // Some workers may have come and gone meanwhile.
        state.withLock { $0.wasTurned = true }
        throw KnobError(
          knob: knob.name,
          value: knob.input(value),
          allowed: "what the system has room for (\(error.message))"
        )
      }
    }
    act(knob, value)
    stage.followers.tell { stage.settings }
    state.withLock { state in
      if knob.name != "rounds" { state.wasTurned = true }
      guard state.phase == .standing else { return }
      let isEmpty = knob.role == .workers && Staged.Machine.isEmptyBetweenRounds
      if isEmpty || !hasMoreRounds(after: state.completedRounds) { state.standsShort = true }
    }
  }

  /// Lets a knob's value be the one that the stage has.
  func act(_ knob: Knob, _ value: KnobValue) {
    stage.setKnob(knob.name, to: value)
    let settings = stage.settings
    if knob.role == .speed { stage.pace.setSpeed(settings.speed) }
    if knob.role == .size { stage.liveSize.set(settings.size) }
  }

  /// Whether another round follows that one, by the knob `rounds`.
  func hasMoreRounds(after completed: Int) -> Bool {
    stage.settings.rounds.map { completed < $0 } ?? true
  }

  // MARK: Visitors

  package func events() -> any RunEventFeed { stage.events.subscribe() }

  package func printedLines(from start: Int) -> PrintedLines {
    stage.printed.withLock { $0.lines(from: start) }
  }

  package func waitUntilEnded(upTo limit: Duration?) -> Bool {
    state.wait(upTo: limit) { $0.phase == .ended ? true : nil } ?? false
  }

  var machine: Staged.Machine? { state.withLock { $0.machine } }

  /// Tells everybody who waits that there is something new to see.
  func changed() {
    state.notifyAll()
    stage.wake.signal()
  }
}
