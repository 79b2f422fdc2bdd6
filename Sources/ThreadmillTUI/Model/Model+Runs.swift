// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTelemetry

extension Model {
  /// Takes in what the run loop says about a run.
  mutating func absorbRun(_ message: Message) -> [Effect] {
    switch message {
    case .started(let number):
      guard let started = run, started.number == number else { break }
      log.append(LogLine(.start, time: .zero, Self.opening(started)))
    case .startFailed(let number, let reason):
      guard run?.number == number else { break }
      log.append(LogLine(.warning, reason))
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
      echo = Echo(echo.command, error.description, isRefusal: true)
      log.append(LogLine(.warning, time: refused.snapshot.elapsed, error.description))
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

  /// Starts a demo; what runs is stopped first, and the Log says so.
  mutating func start(_ demo: DemoInfo, _ values: KnobSettings) -> [Effect] {
    var effects: [Effect] = []
    if var old = run, old.isActive {
      let isSame = old.info.id == demo.id
      if old.stopReason == nil {
        old.stopReason = .replaced
        effects.append(.stop(run: old.number, .replaced))
        let by = isSame ? "started again" : "\(demo.id) was started"
        log.append(LogLine(.event, time: old.snapshot.elapsed, "\(old.info.id) stopped: \(by)"))
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
        log.append(LogLine(.event, time: snapshot.elapsed, outcome))
        if echo.command.hasPrefix("set "), !echo.isRefusal { echo.outcome = outcome }
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
      log.append(LogLine(.warning, "\(lines.dropped) printed lines were lost: too many at once"))
    }
    for line in lines.lines { log.append(LogLine(.printed, time: line.time, line.text)) }
    if run?.number == number { run?.absorb(lines) }
  }

  private mutating func end(_ ended: RunState) {
    guard let card = ended.snapshot.card else { return }
    let time = ended.snapshot.elapsed
    results[ended.info.id] = LastResult(card)
    if let line = card.resultLine { log.append(LogLine(.event, time: time, "result: \(line)")) }
    if let failure = card.failure ?? card.mismatch {
      log.append(LogLine(.warning, time: time, failure))
    }
    if let aha = card.aha { log.append(LogLine(.event, time: time, aha)) }
    log.append(LogLine(.end, time: time, "\(ended.info.id) \(CardText.ending(card))"))
  }

  private static func opening(_ run: RunState) -> String {
    let values = run.info.knobs.compactMap { knob in
      run.settings[knob.name].map { "\(knob.name)=\(knob.input($0))" }
    }
    return "run " + ([run.info.id] + values).joined(separator: " ")
  }
}
