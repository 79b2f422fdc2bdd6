// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTelemetry

extension Model {
  /// Takes in what the run loop says about a run.
  mutating func absorbRun(_ message: Message) -> [Effect] {
    switch message {
    case .started(let number):
      guard let started = run, started.number == number else { break }
      note(.start, "run " + RunText.start(started.info, started.settings))
    case .startFailed(let number, let reason):
      guard run?.number == number else { break }
      note(.warning, reason)
      echo = Echo(echo.command, reason, isRefusal: true)
      run = nil
      frozen = nil
      if view == .run { view = .browse }
    case .snapshot(let number, let snapshot):
      absorb(snapshot, of: number)
    case .printed(let number, let lines):
      absorb(lines, of: number)
    case .refused(let number, let error):
      guard let refused = run, refused.number == number else { break }
      // What the run refused is no value for the next one either.
      settings[refused.info.id]?[error.knob] = refused.snapshot.settings[error.knob]
      echo = Echo(echo.command, error.description, isRefusal: true)
      note(.warning, error.description)
    default:
      break
    }
    return []
  }

  /// Stops an endless run that nobody watches.
  mutating func tick(_ time: Duration) -> [Effect] {
    now = time
    guard let deadline, time >= deadline, let number = run?.number else { return [] }
    run?.stopReason = .unattended
    echo = Echo("stop", "2 minutes without a key")
    return [.stop(run: number, .unattended)]
  }

  /// Writes a line to the Log.
  ///
  /// - Parameters:
  ///   - kind: Where it comes from.
  ///   - time: When it happened on the monotonic clock; `nil` is now.
  ///   - text: The line.
  mutating func note(_ kind: LogLine.Kind, at time: Duration? = nil, _ text: String) {
    // A line that is read late keeps its place in time, but the Log never runs backwards.
    let since = min(time ?? now, now) - startedAt
    log.append(LogLine(kind, time: max(since, log.lines.last?.time ?? .zero), text))
  }

  /// Starts a demo; what runs is stopped first, and the Log says so.
  mutating func start(_ demo: DemoInfo, _ values: KnobSettings) -> [Effect] {
    var effects: [Effect] = []
    if var old = run, old.isActive {
      let isSame = old.info.id == demo.id
      if old.stopReason == nil {
        old.stopReason = .replaced
        effects.append(.stop(run: old.number, .replaced))
        let by = isSame ? "started again" : "\(demo.id) was started"
        note(.event, "\(old.info.id) stopped: \(by)")
      }
      leaving.append(old)
    }
    lastRun += 1
    settings[demo.id] = values
    var fresh = RunState(number: lastRun, info: demo, settings: values)
    fresh.selectedLane = nil
    run = fresh
    frozen = nil
    view = .run
    if let index = demos.firstIndex(where: { $0.id == demo.id }) { cursor = index }
    return effects + [.start(run: lastRun, demo: demo.id, values)]
  }

  // MARK: - Private

  private mutating func absorb(_ snapshot: RunSnapshot, of number: Int) {
    if var current = run, current.number == number {
      let wasEnded = current.isEnded
      current.absorb(snapshot)
      if let resize = current.resize, let outcome = resize.outcome(current, now: snapshot.takenAt) {
        note(.event, outcome)
        let knob = current.info.knob(for: .workers)?.name ?? ""
        if echo.command.hasPrefix("set \(knob)"), !echo.isRefusal { echo.outcome = outcome }
        current.resize = nil
      }
      run = current
      if current.isEnded && !wasEnded { end(current) }
    } else if let index = leaving.firstIndex(where: { $0.number == number }) {
      leaving[index].absorb(snapshot)
      guard leaving[index].isEnded else { return }
      end(leaving.remove(at: index))
    }
  }

  private mutating func absorb(_ lines: PrintedLines, of number: Int) {
    if lines.dropped > 0 {
      note(.warning, "\(lines.dropped) printed lines were lost: too many at once")
    }
    let known = ([run].compactMap { $0 } + leaving).first { $0.number == number }
    for line in lines.lines {
      note(.printed, at: known?.origin.map { $0 + line.time }, line.text)
    }
    if run?.number == number { run?.absorb(lines) }
  }

  private mutating func end(_ ended: RunState) {
    guard let card = ended.snapshot.card else { return }
    results[ended.info.id] = LastResult(card)
    if let line = card.resultLine { note(.event, "result: \(line)") }
    if let failure = card.failure ?? card.mismatch {
      note(.warning, failure)
    }
    if let aha = card.aha { note(.event, aha) }
    note(.end, "\(ended.info.id) \(CardText.ending(card))")
  }
}
