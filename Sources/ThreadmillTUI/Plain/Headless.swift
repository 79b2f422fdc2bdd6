// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillAnalysis
package import ThreadmillDemos

/// `threadmill run DEMO`: one run from beginning to end, without a screen.
package final class Headless {
  /// How long a run may take to end after a signal.
  package static let patience = Duration.seconds(3)
  /// Signals so soon after the first are the same request.
  private static let echo = Duration.milliseconds(300)

  private let request: Invocation.Run
  private let output: LineOutput
  private let errors: LineOutput
  private let signals: any SignalSource
  private let watch: RunWatch
  private var recorder: EventRecorder?
  /// The first signal that asked for the end, and when the patience for it ends.
  private var ending: (signal: Int32, deadline: Duration)?
  private var isForced = false

  private init(
    _ request: Invocation.Run,
    _ run: any DemoRun,
    output: LineOutput,
    errors: LineOutput,
    signals: any SignalSource
  ) {
    self.request = request
    self.output = output
    self.errors = errors
    self.signals = signals
    watch = RunWatch(run)
  }

  /// Runs a demo with the seed's knobs and the assignments, and prints what it says.
  ///
  /// - Parameters:
  ///   - request: What to run and how to report it.
  ///   - demo: The demo of that request.
  ///   - output: Gets the lines and the summary, or the JSON object.
  ///   - errors: Gets complaints.
  ///   - signals: Ask for the end; the second one forces it.
  /// - Returns: The exit code.
  package static func run(
    _ request: Invocation.Run,
    demo: any Demo,
    output: LineOutput,
    errors: LineOutput,
    signals: any SignalSource
  ) -> Int32 {
    let run: any DemoRun
    do throws(KnobError) {
      let pairs = request.assignments.map { ($0.knob, $0.value) }
      let settings = try demo.info.settings(base: demo.info.seedSettings, assignments: pairs)
      run = demo.makeRun(settings, standing: .zero)
    } catch {
      errors.line("threadmill: \(error)")
      return ExitCode.usage
    }
    let headless = Headless(request, run, output: output, errors: errors, signals: signals)
    return headless.execute()
  }

  private func execute() -> Int32 {
    if let path = request.eventsPath {
      switch EventRecorder.open(path, for: watch.run) {
      case .success(let recorder): self.recorder = recorder
      case .failure(let error):
        errors.line("threadmill: \(error)")
        return ExitCode.usage
      }
    }
    watch.run.start()
    while !pump(), !isForced {
      let descriptors = [watch.run.wakeDescriptor, signals.descriptor]
      let isReadable = PlainPoll.wait(for: descriptors, outputs: outputs, upTo: pollLimit)
      if isReadable[0] { watch.run.clearWake() }
      if isReadable[1] { heed(signals.take()) }
      if output.isClosed { end(by: SIGPIPE) }
      if let ending, Monotonic.now >= ending.deadline { isForced = true }
    }
    return report()
  }

  /// What is written, and waited for at the end.
  private var outputs: [LineOutput] {
    [output, errors] + (recorder.map { [$0.output] } ?? [])
  }

  /// Passes on what is new, and tells whether the run is over.
  private func pump() -> Bool {
    // Asked first: what is printed after the end was printed before this answer.
    let isEnded = watch.isEnded
    recorder?.drain()
    // The run never waits for the reader: what he does not take yet is kept, up to a limit.
    if !request.json, isEnded || !output.isFull { output.lines(watch.newLines()) }
    return isEnded
  }

  private var pollLimit: Duration {
    let patience = ending.map { max(.zero, $0.deadline - Monotonic.now) } ?? .seconds(1)
    return recorder == nil ? patience : min(patience, EventRecorder.interval)
  }

  private func heed(_ arrived: [Int32]) {
    for signal in arrived { end(by: signal) }
  }

  private func end(by signal: Int32) {
    guard let ending else {
      self.ending = (signal, Monotonic.now + Self.patience)
      watch.run.stop(.quitting)
      return
    }
    // A closed output keeps being closed; only another signal shows impatience, and not one that came
    // with the first: who signals the process and its group sends two.
    let age = Monotonic.now - (ending.deadline - Self.patience)
    if signal != SIGPIPE, age > Self.echo { isForced = true }
  }

  private func report() -> Int32 {
    recorder?.drain(isLast: true)
    let card = watch.card
    if request.json {
      let settings = watch.run.snapshot().settings
      output.line(verbatim: RunJSON.summary(watch.run.info, settings, card).text)
    } else {
      output.lines(RunText.end(watch.run.info, card))
    }
    let isEnding = ending != nil
    let late = isForced ? nil : PlainPoll.finish(outputs, signals: signals, isEnding: isEnding)
    if let complaint = recorder?.complaint { errors.line("threadmill: \(complaint)") }
    if watch.lostLines > 0 {
      errors.line("threadmill: \(watch.lostLines) lines were lost: nobody took them in time")
    }
    return exitCode(card, endedBy: ending?.signal ?? late)
  }

  private func exitCode(_ card: EndCard, endedBy signal: Int32?) -> Int32 {
    // Who asked for the end knows why not all has been written.
    if let signal, signal != SIGPIPE { return ExitCode.ended(by: signal) }
    if let code = output.exitCode { return code }
    let isWhole = watch.lostLines == 0 && recorder?.complaint == nil
    return isWhole ? ExitCode.of(card) : ExitCode.failure
  }
}
