// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

extension Model {
  /// Runs a command given as typed after `:`, and echoes it.
  mutating func perform(line text: String) -> [Effect] {
    refusal = nil
    switch CommandParser.parse(text, context: context) {
    case .success(let command):
      return perform(command, text)
    case .failure(let error):
      refuse(text, error)
      return []
    }
  }

  /// Says that a command was refused.
  mutating func refuse(_ text: String, _ error: CommandError) {
    refusal = error
    echo = Echo(text, error.message, isRefusal: true)
  }

  private mutating func perform(_ command: Command, _ text: String) -> [Effect] {
    echo = Echo(text)
    switch command {
    case .run(let demo, let assignments):
      return startDemo(demo, assignments, text)
    case .restart:
      guard let info = run?.info else { return [] }
      return start(info, settings(of: info))
    case .stop:
      return stop()
    case .pause, .resume:
      return togglePause(command)
    case .freeze:
      frozen = frozen == nil ? run : nil
      echo.outcome = frozen == nil ? "the view moves again" : "the run goes on"
    case .set(let knob, let value):
      return turn(knob, value, text)
    case .attempt(let number):
      return attempt(number)
    case .view(let name):
      view = name
    case .zoom(let level):
      setZoom(level)
    case .help(let words):
      help = HelpState(words: words ?? "")
    case .redraw:
      return [.redraw]
    case .suspend:
      return [.suspend]
    case .quit:
      return [.quit(0)]
    case .list, .wait, .doctor:
      echo = Echo(text, "not in the workbench", isRefusal: true)
    }
    return []
  }

  private mutating func startDemo(
    _ id: String?,
    _ assignments: [Command.Assignment],
    _ text: String
  ) -> [Effect] {
    let named = id.flatMap { id in demos.first { $0.id == id } }
    guard let demo = id == nil ? demoAtHand : named else {
      refuse(text, CommandError(.unknownName, "no demo \"\(id ?? "")\""))
      return []
    }
    do throws(KnobError) {
      let pairs = assignments.map { ($0.knob, $0.value) }
      return start(demo, try demo.settings(base: settings(of: demo), assignments: pairs))
    } catch {
      refuse(text, CommandError(.value, error.description))
      return []
    }
  }

  private mutating func stop() -> [Effect] {
    guard let run, isRunning else { return [] }
    self.run?.stopReason = .requested
    return [.stop(run: run.number, .requested)]
  }

  private mutating func togglePause(_ command: Command) -> [Effect] {
    guard let run, isRunning else { return [] }
    // A second `pause` resumes; keys already say which of the two they mean.
    let isResumed = run.isPaused || command == .resume
    self.run?.pauseRequest = !isResumed
    return [isResumed ? .resume(run: run.number) : .pause(run: run.number)]
  }

  /// Turns a knob of the demo at hand, for its run or for its next one.
  private mutating func turn(_ name: String, _ value: String, _ text: String) -> [Effect] {
    guard let demo = demoAtHand else { return [] }
    let current = settings(of: demo)
    do throws(KnobError) {
      let knob = try demo.checkedKnob(named: name, value: value)
      let new = try knob.parse(value, current: current[name])
      return turn(knob, of: demo, from: current[name], to: new)
    } catch {
      refuse(text, CommandError(.value, error.description))
      return []
    }
  }

  private mutating func turn(
    _ knob: Knob,
    of demo: DemoInfo,
    from old: KnobValue?,
    to new: KnobValue
  ) -> [Effect] {
    settings[demo.id, default: demo.workbenchSettings][knob.name] = new
    if let index = demo.knobs.firstIndex(where: { $0.name == knob.name }), knob.role == nil {
      knobCursor = index
    }
    let isRunning = isRunning && run?.info.id == demo.id
    let change = "\(knob.name) \(old.map { knob.text($0) } ?? "") → \(knob.text(new))"
    echo.outcome =
      change + (knob.timing.delay(in: isRunning ? run?.snapshot : nil).map { "  \($0)" } ?? "")
    guard isRunning, let current = run else { return [] }
    run?.settings[knob.name] = new
    if knob.role == .workers, case .int(let from)? = old, case .int(let to) = new, from != to {
      // Several changes in a row are told as one, and there and back as none.
      let start = current.resize?.from ?? from
      let at = current.resize?.at ?? current.snapshot.takenAt
      run?.resize = start == to ? nil : ResizeRecord(from: start, to: to, at: at)
    } else {
      note(.event, echo.outcome)
    }
    return [.set(run: current.number, knob: knob.name, new)]
  }

  /// Does what the end card suggests, command by command.
  private mutating func attempt(_ number: Int) -> [Effect] {
    guard let tries = run?.snapshot.card?.tries, tries.indices.contains(number - 1) else {
      return []
    }
    // The card belongs to the run, not to the demo under the cursor of Browse.
    view = .run
    let commands = tries[number - 1].commands
    var effects: [Effect] = []
    for command in commands {
      effects += perform(line: command)
      if refusal != nil { break }
    }
    if refusal == nil { echo = Echo(commands.joined(separator: " · ")) }
    return effects
  }
}
