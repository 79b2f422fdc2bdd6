// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

extension LineSession {
  /// What a command finds now.
  var context: CommandContext {
    let snapshot = watch?.run.snapshot()
    return CommandContext(
      surface: style.script == nil ? .lineMode : .script,
      view: .run,
      demo: info,
      settings: snapshot?.settings ?? settings,
      runDemo: info?.id,
      isRunning: watch != nil,
      isPaused: snapshot?.isPaused ?? false,
      isEnded: watch == nil && card != nil,
      hasCard: card != nil,
      suggestionCount: watch == nil ? card?.tries.count ?? 0 : 0,
      nextDemo: card?.nextDemo,
      demos: demos.map(\.info)
    )
  }

  /// Does what a command says.
  func perform(_ command: Command, line: Int) {
    switch command {
    case .run(let demo, let assignments): run(demo, assignments, line: line)
    case .restart: restart()
    case .stop: stop(.requested)
    case .pause:
      watch?.run.pause()
      if let watch { say([RunText.pause(watch.run.snapshot())]) }
    case .resume:
      watch?.run.resume()
      say(["resumed"])
    case .set(let knob, let value): set(knob, value, line: line)
    case .attempt(let number): attempt(number, line: line)
    case .help(let words): say(help(words))
    case .list: say(CatalogueText.lines(demos.map(\.info)))
    case .wait(let limit): wait(limit, line: line)
    case .doctor: say(doctor())
    case .quit: leave(with: ExitCode.success)
    case .freeze, .view, .zoom, .redraw, .suspend:
      refuse(CommandError(.unavailable, "\(command.text) is for the full screen"), line: line)
    }
  }

  private func run(_ id: String?, _ assignments: [Command.Assignment], line: Int) {
    let wanted = id ?? info?.id
    guard let demo = demos.first(where: { $0.info.id == wanted }) else { return }
    do throws(KnobError) {
      let pairs = assignments.map { ($0.knob, $0.value) }
      let base = demo.info.seedSettings
      start(demo, try demo.info.settings(base: base, assignments: pairs))
    } catch {
      refuse(CommandError(.value, error.description), line: line)
    }
  }

  private func restart() {
    guard let info, let demo = demos.first(where: { $0.info.id == info.id }) else { return }
    start(demo, context.settings ?? info.seedSettings)
  }

  private func start(_ demo: any Demo, _ settings: KnobSettings) {
    if let watch {
      // The new run starts at once; what the old one still says belongs before it.
      watch.run.stop(.replaced)
      _ = watch.run.waitUntilEnded(upTo: Self.patience)
      say(watch.newLines() + RunText.end(watch.run.info, watch.card))
    }
    let run = demo.makeRun(settings, standing: .zero)
    info = demo.info
    self.settings = settings
    card = nil
    watch = RunWatch(run)
    say(["run \(RunText.start(demo.info, settings))"])
    run.start()
  }

  private func set(_ name: String, _ text: String, line: Int) {
    guard let knob = info?.knob(named: name) else { return }
    let old = context.settings?[name]
    do throws(KnobError) {
      let value = try knob.parse(text, current: old)
      try watch?.run.set(name, to: value)
      settings?[name] = value
      say([RunText.turn(knob, from: old, to: value, in: watch?.run.snapshot())])
    } catch {
      refuse(CommandError(.value, error.description), line: line)
    }
  }

  private func attempt(_ number: Int, line: Int) {
    guard let tries = card?.tries, tries.indices.contains(number - 1) else { return }
    for text in tries[number - 1].commands {
      switch CommandParser.parse(text, context: context) {
      case .success(.attempt): return
      case .success(let command): perform(command, line: line)
      case .failure(let error): return refuse(error, line: line)
      }
    }
  }

  private func wait(_ limit: Duration?, line: Int) {
    if watch == nil, limit == nil { return }
    if limit == nil, context.isPaused {
      let reason = "wait would never end, the run is paused: resume it or say how many seconds"
      return refuse(CommandError(.unavailable, reason), line: line)
    }
    waiting = Waiting(deadline: limit.map { Monotonic.now + $0 }, needsRun: watch != nil)
  }

  private func help(_ words: String?) -> [String] {
    let context = context
    if let words, let entry = CommandRegistry.entry(named: words.lowercased()),
      entry.surfaces.contains(context.surface)
    {
      return Usage.lines(about: entry.name, on: context.surface)
    }
    if let info = demos.first(where: { $0.info.id == words })?.info {
      return CatalogueText.lines(about: info)
    }
    let rows = CommandRegistry.search(words ?? "", context: context)
    guard !rows.isEmpty else {
      return ["nothing that works now has \(CommandParser.show(words ?? ""))"]
    }
    let width = (rows.map(\.command.count).max() ?? 0) + 2
    return rows.map { row in
      " " + row.command + String(repeating: " ", count: width - row.command.count) + row.summary
    }
  }
}
