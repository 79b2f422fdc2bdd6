// SPDX-License-Identifier: Apache-2.0

import Glibc
package import ThreadmillDemos
import ThreadmillTerminal

/// The line REPL and the player of scripts: the same commands as the workbench, answered by appended
/// lines.
///
/// One thread, one loop: it waits for a command, for the run and for signals at once, so that a run's
/// lines come while the next command is typed. `run` returns at once; the end of the commands waits for
/// the run.
package final class LineSession {
  /// How a session is held.
  package struct Style: Sendable {
    /// Whether a person types: mistakes do not count at the end, and `^C` ends the run first.
    package var isInteractive: Bool
    /// Whether a prompt is shown.
    package var hasPrompt: Bool
    /// The script's name in error messages; `nil` outside a script.
    package var script: String?
    /// What is said first.
    package var greeting: [String]
    /// Columns to write for; `nil` for any number.
    package var columns: Int?

    /// Creates a style.
    package init(
      isInteractive: Bool = false,
      hasPrompt: Bool = false,
      script: String? = nil,
      greeting: [String] = [],
      columns: Int? = nil
    ) {
      self.isInteractive = isInteractive
      self.hasPrompt = hasPrompt
      self.script = script
      self.greeting = greeting
      self.columns = columns
    }
  }

  /// How long a run may take to end when it is told to.
  static let patience = Duration.seconds(3)

  let demos: [any Demo]
  let output: LineOutput
  let errors: LineOutput
  let style: Style
  let doctor: () -> [String]
  private let signals: any SignalSource
  private var source: CommandSource

  /// The run that goes on.
  var watch: RunWatch?
  /// The demo of the last run, and its knobs as they would be for the next.
  var info: DemoInfo?
  var settings: KnobSettings?
  /// How the last run ended.
  var card: EndCard?
  /// Set while commands wait: until the run has ended, and no longer than the deadline if there is one.
  var waiting: Waiting?
  /// Set when the session is over.
  var exitCode: Int32?
  /// Whether a run has failed, and whether a command was refused.
  private var hasFailedRun = false
  /// Whether a prompt is due: after each answer and each end of a run, not after every line that a run
  /// prints meanwhile.
  private var owesPrompt = true
  private var hasRefused = false

  /// What commands wait for.
  struct Waiting {
    var deadline: Duration?
    /// Whether the run's end is waited for, rather than time alone.
    var needsRun: Bool
    /// Whether the deadline is the end of patience rather than of a `wait`.
    var isStopping = false
  }

  private init(
    _ demos: [any Demo],
    _ source: CommandSource,
    output: LineOutput,
    errors: LineOutput,
    signals: any SignalSource,
    style: Style,
    doctor: @escaping () -> [String]
  ) {
    self.demos = demos
    self.source = source
    self.output = output
    self.errors = errors
    self.signals = signals
    self.style = style
    self.doctor = doctor
  }

  /// Holds a session with commands that come over a descriptor.
  ///
  /// - Returns: The exit code.
  package static func run(
    demos: [any Demo],
    input: LineInput,
    output: LineOutput,
    errors: LineOutput,
    signals: any SignalSource,
    style: Style,
    doctor: @escaping () -> [String]
  ) -> Int32 {
    LineSession(
      demos,
      CommandSource(input),
      output: output,
      errors: errors,
      signals: signals,
      style: style,
      doctor: doctor
    ).hold()
  }

  /// Plays a script; its first bad command ends it before anything runs, if it can be told by then.
  ///
  /// - Returns: The exit code.
  package static func play(
    demos: [any Demo],
    lines: [String],
    output: LineOutput,
    errors: LineOutput,
    signals: any SignalSource,
    style: Style,
    doctor: @escaping () -> [String]
  ) -> Int32 {
    if let mistake = ScriptCheck.firstMistake(in: lines, demos: demos.map(\.info)) {
      let place = "\(style.script ?? "script"):\(mistake.line)"
      errors.line("threadmill: \(place): \(mistake.error)")
      return ExitCode.usage
    }
    let source = CommandSource(lines: lines)
    return LineSession(
      demos,
      source,
      output: output,
      errors: errors,
      signals: signals,
      style: style,
      doctor: doctor
    ).hold()
  }

  // MARK: - The loop

  private func hold() -> Int32 {
    output.lines(style.greeting)
    while true {
      pump()
      checkWaiting()
      if let exitCode, waiting == nil {
        output.leavePrompt()
        return depart(with: exitCode)
      }
      if exitCode == nil, let code = output.exitCode {
        leave(with: code)
      } else if canTake, let line = source.next() {
        take(line)
      } else if waiting == nil, exitCode == nil, source.isAtEnd {
        finish()
      } else {
        sleep()
      }
    }
  }

  /// Whether the next command may be taken: a reader who is behind holds up commands, never the run.
  private var canTake: Bool { waiting == nil && exitCode == nil && !output.isBehind }

  /// Waits until all has been written.
  private func depart(with code: Int32) -> Int32 {
    let isSignal = code > ExitCode.ended(by: 0)
    let outputs = [output, errors]
    let late = PlainPoll.finish(outputs, signals: signals, isEnding: isSignal)
    if isSignal { return code }
    return late.map { ExitCode.ended(by: $0) } ?? output.exitCode ?? code
  }

  /// Passes on what the run has said, and how it ended.
  private func pump() {
    guard let watch else { return }
    let isEnded = watch.isEnded
    if isEnded || !output.isFull { say(watch.newLines()) }
    if !isEnded {
      if !output.isBehind, let line = watch.progressLine() { say([line]) }
      return
    }
    let card = watch.card
    settings = watch.run.snapshot().settings
    say(RunText.end(watch.run.info, card))
    // A person can do something with it; a log has no use for it.
    if style.isInteractive, exitCode == nil { say(RunText.lesson(card)) }
    owesPrompt = true
    if card.outcome == .failed || card.check == .mismatch || watch.lostLines > 0 {
      hasFailedRun = true
    }
    self.card = card
    self.watch = nil
  }

  private func checkWaiting() {
    guard let waiting else { return }
    if waiting.needsRun, watch == nil {
      self.waiting = nil
    } else if let deadline = waiting.deadline, Monotonic.now >= deadline {
      if waiting.isStopping, let watch {
        say(RunText.end(watch.run.info, watch.card))
        hasFailedRun = true
        self.watch = nil
      } else if waiting.needsRun, watch != nil {
        say(["still running"])
      }
      self.waiting = nil
    }
  }

  private func sleep() {
    if style.hasPrompt, canTake, owesPrompt {
      output.prompt("> ")
      owesPrompt = false
    }
    let descriptors = [
      watch?.run.wakeDescriptor ?? -1, signals.descriptor, canTake ? source.descriptor : -1,
    ]
    let limits = [
      waiting?.deadline.map { max(.zero, $0 - Monotonic.now) }, progressLimit,
    ].compactMap(\.self)
    let isReadable = PlainPoll.wait(
      for: descriptors,
      outputs: [output, errors],
      upTo: limits.min()
    )
    if isReadable[0] { watch?.run.clearWake() }
    if isReadable[1] { for signal in signals.take() { heed(signal) } }
    if isReadable[2] {
      output.promptAnswered()
      source.read()
    }
  }

  /// A paused run says nothing more, so nothing has to be looked at.
  private var progressLimit: Duration? {
    guard let watch, !output.isBehind, !watch.run.snapshot().isPaused else { return nil }
    return watch.timeToProgress
  }

  /// The commands are over: what still runs may end.
  private func finish() {
    if let watch {
      if watch.run.snapshot().isPaused {
        say(["no more commands, so the paused run goes on"])
        watch.run.resume()
      }
      waiting = Waiting(needsRun: true)
      return
    }
    let isRefusal = hasRefused && !style.isInteractive
    leave(with: isRefusal ? ExitCode.usage : hasFailedRun ? ExitCode.failure : ExitCode.success)
  }

  // MARK: - Commands and signals

  private func take(_ line: CommandSource.Line) {
    owesPrompt = true
    // Neither an empty line nor a comment is a command.
    if case .success([]) = CommandWords.split(line.text) { return }
    switch CommandParser.parse(line.text, context: context) {
    case .success(let command): perform(command, line: line.number)
    case .failure(let error): refuse(error, line: line.number)
    }
  }

  /// Says why a command was not done; in a script that is the end.
  func refuse(_ error: CommandError, line: Int) {
    hasRefused = true
    if let script = style.script {
      errors.line("threadmill: \(script):\(line): \(error)")
      leave(with: ExitCode.usage)
    } else if style.hasPrompt {
      say([error.message])
    } else {
      // Whoever takes the output for what the runs say must not find complaints in it.
      errors.line("threadmill: line \(line): \(error)")
    }
  }

  private func heed(_ signal: Int32) {
    if signal == SIGCONT {
      // `^Z` has taken the prompt's line away, and what was typed on it.
      output.promptAnswered()
      owesPrompt = true
    } else if waiting?.isStopping == true {
      watch = nil
      waiting = nil
      exitCode = ExitCode.ended(by: signal)
    } else if signal == SIGINT, style.isInteractive, watch != nil {
      stop(.requested)
    } else {
      leave(with: ExitCode.ended(by: signal))
    }
  }

  /// Ends the run and waits for that.
  func stop(_ reason: StopReason) {
    guard let watch else { return }
    watch.run.stop(reason)
    waiting = Waiting(
      deadline: Monotonic.now + Self.patience,
      needsRun: true,
      isStopping: true
    )
  }

  /// Ends the session, and the run with it.
  func leave(with code: Int32) {
    exitCode = code
    waiting = nil
    stop(.quitting)
  }

  /// Appends lines.
  func say(_ lines: [String]) {
    guard let columns = style.columns else { return output.lines(lines) }
    output.lines(lines.map { TextWidth.clipped($0, to: columns) })
  }
}
