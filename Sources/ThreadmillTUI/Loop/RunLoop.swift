// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillDemos
import ThreadmillTerminal

/// What connects the pure parts to the world: it polls, feeds ``update(_:_:)``, does its effects and
/// shows what ``view(_:size:)`` draws.
///
/// The only place that blocks, and only in `poll`. It owns the screen, on the main thread.
struct RunLoop: ~Copyable {
  private var model: Model
  private var screen: NcursesScreen
  private let signals: SignalPipe
  private var capture: StandardStreamCapture
  private var capturedDrops = 0
  private(set) var runs: LiveRuns
  private var pacing = FramePacing()
  private var exitCode: Int32?

  init(
    options: WorkbenchOptions,
    screen: consuming NcursesScreen,
    signals: consuming SignalPipe,
    capture: consuming StandardStreamCapture
  ) {
    model = Model(
      demos: options.demos.map(\.info),
      look: Look(screen.capabilities),
      size: screen.size,
      cpuCount: options.cpuCount,
      now: Monotonic.now
    )
    runs = LiveRuns(demos: options.demos)
    self.screen = screen
    self.signals = signals
    self.capture = capture
  }

  /// Runs until something asks to quit; returns the exit code.
  mutating func run() -> Int32 {
    while true {
      drawIfDue()
      if let exitCode { return exitCode }
      wait()
      feed(.tick(Monotonic.now))
      takeSignals()
      takeKeys()
    }
  }

  /// Gives the terminal back; returns the lines that nobody has seen.
  mutating func close() -> [String] {
    screen.close()
    return capture.close().filter { $0.source == .error }.map(\.text)
  }

  /// Ends what still runs.
  mutating func endRuns(within limit: Duration) { runs.end(within: limit) }

  // MARK: - Waiting

  /// Sleeps until there is something to do.
  private mutating func wait() {
    if screen.hasMoreKeys { return }
    var entries: [pollfd] = []
    if !screen.isHungUp {
      let events = Int16(POLLIN) | (screen.isBehind ? Int16(POLLOUT) : 0)
      entries.append(pollfd(fd: screen.inputDescriptor, events: events, revents: 0))
    }
    entries.append(pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0))
    let next = pacing.due(isMoving: model.isMoving, hasFocus: model.hasFocus)
    if next == nil {
      // With a frame to come they are asked then anyway; listening would wake once per line.
      for descriptor in runs.descriptors + [capture.descriptor] {
        entries.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
      }
    }
    let sources = entries.count
    // A terminal that does not read says when it does again; until then there is nothing to draw.
    let count = poll(&entries, nfds_t(sources), timeout(until: screen.isBehind ? nil : next))
    if screen.isBehind { screen.flush() }
    guard count > 0, next == nil else { return }
    let quiet = screen.isHungUp ? 1 : 2
    if entries[quiet...].contains(where: { $0.revents != 0 }) { pacing.touch() }
  }

  /// Milliseconds for `poll`, rounded up so that it never wakes too early; -1 waits for ever.
  private func timeout(until frame: Duration?) -> Int32 {
    guard let next = [frame, model.deadline].compactMap({ $0 }).min() else { return -1 }
    let rest = Numbers.nanoseconds(next - Monotonic.now)
    return rest <= 0 ? 0 : Int32(min((rest + 999_999) / 1_000_000, 3_600_000))
  }

  // MARK: - Input

  private mutating func takeSignals() {
    let all = signals.read()
    // A request to end comes first: with it, being continued is no reason to take the terminal.
    if let end = all.lazy.compactMap(\.endNumber).first { return feed(.signal(end)) }
    for signal in all {
      switch signal {
      case .resized:
        screen.resize()
        feed(.resize(screen.size))
        pacing.touch(isUrgent: true)
      case .suspend:
        suspend(wholeGroup: false)
      case .continued:
        // Somebody else may have changed the terminal's modes meanwhile.
        screen.suspend()
        takeTerminal()
      case .end:
        break
      }
    }
  }

  private mutating func takeKeys() {
    for key in screen.readKeys() {
      feed(.key(key))
      pacing.touch(isUrgent: true)
    }
    if screen.isHungUp, exitCode == nil { feed(.signal(SIGHUP)) }
  }

  private mutating func feed(_ message: Message) { perform(update(&model, message)) }

  // MARK: - Effects

  private mutating func perform(_ effects: [Effect]) {
    for effect in effects { perform(effect) }
  }

  private mutating func perform(_ effect: Effect) {
    pacing.touchUnsettled()
    switch effect {
    case .start(let number, let demo, let settings): feed(runs.start(number, demo, settings))
    case .pause(let number): runs.setPaused(true, number)
    case .resume(let number): runs.setPaused(false, number)
    case .stop(let number, let reason): runs.stop(number, reason)
    case .set(let number, let knob, let value):
      if let refusal = runs.set(number, knob, value) { feed(refusal) }
    case .suspend: suspend(wholeGroup: true)
    case .redraw: screen.invalidate()
    case .quit(let code): exitCode = exitCode ?? code
    }
  }

  /// Stops the process as the shell's `^Z` would, and takes the terminal back afterwards.
  private mutating func suspend(wholeGroup: Bool) {
    screen.suspend()
    signals.stopProcess(wholeGroup: wholeGroup)
    // The signal that continued us has done its work; one that asks to end may have come with it.
    if let end = signals.read().lazy.compactMap(\.endNumber).first { return feed(.signal(end)) }
    takeTerminal()
  }

  /// Takes the terminal, once this process is in its foreground.
  private mutating func takeTerminal() {
    if exitCode != nil { return }
    if let end = signals.waitForForeground(of: screen.inputDescriptor) {
      return feed(.signal(end))
    }
    screen.resume()
    feed(.tick(Monotonic.now))
    feed(.resize(screen.size))
    pacing.touch(isUrgent: true)
  }

  // MARK: - Output

  private mutating func drawIfDue() {
    guard exitCode == nil,
      let due = pacing.due(isMoving: model.isMoving, hasFocus: model.hasFocus)
    else { return }
    let now = Monotonic.now
    guard due <= now, !screen.isBehind else { return }
    for message in runs.messages() { feed(message) }
    takeCaptured()
    let outcome = screen.present(view(model, size: screen.size))
    pacing.drew(outcome, at: Monotonic.now)
    if model.slowRate != pacing.slowRate { feed(.slowTerminal(pacing.slowRate)) }
  }

  private mutating func takeCaptured() {
    let lines = capture.read()
    let dropped = capture.droppedCount - capturedDrops
    guard !lines.isEmpty || dropped > 0 else { return }
    capturedDrops += dropped
    feed(.captured(lines.map(\.text), dropped: dropped))
  }
}
