// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillAnalysis
package import ThreadmillDemos
import ThreadmillTerminal

/// What the executable does with its arguments.
package struct Launcher {
  /// The version that `--version` prints.
  package static let version = "0.1.0"

  private let demos: [any Demo]
  private let engine: EngineFacts
  private let capabilities: TerminalCapabilities
  private let display: DisplayOptions
  private let errors: LineOutput

  /// Does what the arguments say.
  ///
  /// - Parameters:
  ///   - arguments: Without the program's name.
  ///   - engine: What the engine sees.
  ///   - demos: The catalogue.
  /// - Returns: The exit code.
  package static func run(
    _ arguments: [String],
    engine: EngineFacts,
    demos: [any Demo] = DemoCatalogue.demos
  ) -> Int32 {
    // A reader that goes away is an answer, not a reason to die.
    SignalPipe.surviveBrokenPipes()
    occupyStandardDescriptors()
    let environment = { (name: String) in getenv(name).map { String(cString: $0) } }
    let context = CommandContext(demos: demos.map(\.info))
    switch ArgumentParser.parse(arguments, environment: environment, context: context) {
    case .failure(let error):
      let errors = LineOutput(descriptor: STDERR_FILENO, ascii: false)
      errors.line("threadmill: \(error)")
      _ = PlainPoll.finish([errors])
      return ExitCode.usage
    case .success(let invocation):
      let launcher = Launcher(invocation.display, demos, engine)
      let code = launcher.perform(invocation.action)
      _ = PlainPoll.finish([launcher.errors], isEnding: true)
      return code
    }
  }

  private init(
    _ display: DisplayOptions,
    _ demos: [any Demo],
    _ engine: EngineFacts
  ) {
    self.display = display
    self.demos = demos
    self.engine = engine
    capabilities = .current(options: display.terminal)
    errors = LineOutput(descriptor: STDERR_FILENO, ascii: !capabilities.usesUnicodeGlyphs)
  }

  private func perform(_ action: Invocation.Action) -> Int32 {
    switch action {
    case .workbench: workbench()
    case .run(let request): run(request)
    case .script(let script): play(script)
    case .resetTerminal: resetTerminal()
    case .list(json: true): print { $0.line(verbatim: RunJSON.catalogue(demos.map(\.info)).text) }
    case .list(json: false):
      print { $0.lines(CatalogueText.lines(demos.map(\.info))) }
    case .doctor: print { $0.lines(doctor()) }
    case .version: print { $0.line("threadmill \(Self.version)") }
    case .help(let words): print { $0.lines(help(words)) }
    }
  }

  // MARK: - Actions

  /// What a command does, or a demo of that name.
  private func help(_ words: String?) -> [String] {
    let lines = Usage.lines(about: words)
    let demo = lines.isEmpty ? demos.first { $0.info.id == words } : nil
    return demo.map { CatalogueText.lines(about: $0.info) } ?? lines
  }

  private func workbench() -> Int32 {
    if display.isPlain { return lineMode(because: nil) }
    if let obstacle = capabilities.obstacle { return lineMode(because: obstacle.sentence) }
    let options = WorkbenchOptions(
      demos: demos,
      capabilities: capabilities,
      cpuCount: engine.cpuCount
    )
    do throws(TerminalError) {
      return try Workbench.run(options: options)
    } catch {
      // A type that terminfo does not know, most of the time: lines work everywhere.
      return lineMode(because: error.description)
    }
  }

  private func lineMode(because reason: String?) -> Int32 {
    let isInteractive = isatty(STDIN_FILENO) == 1
    let isSeen = isatty(STDOUT_FILENO) == 1
    let why = reason.map { " (\($0))" } ?? ""
    let greeting =
      "threadmill \(Self.version), line mode\(why): list shows the demos, help the commands"
    // Where output goes into a file or a pipe, only errors reach the person.
    if isInteractive, !isSeen { errors.line(greeting) }
    // A person who redirects the input still looks at the terminal, and would see nothing at all.
    if !isInteractive, isSeen, let reason {
      errors.line("threadmill: no workbench (\(reason)): commands are read from standard input")
    }
    return withSignals(prompts: isInteractive && isSeen) { signals, output in
      LineSession.run(
        demos: demos,
        input: LineInput(descriptor: STDIN_FILENO),
        output: output,
        errors: errors,
        signals: signals,
        style: .init(
          isInteractive: isInteractive,
          hasPrompt: isInteractive && isSeen,
          greeting: isInteractive && isSeen ? [greeting] : []
        ),
        doctor: doctor
      )
    }
  }

  private func run(_ request: Invocation.Run) -> Int32 {
    guard let demo = demos.first(where: { $0.info.id == request.demo }) else {
      return ExitCode.usage
    }
    return withSignals { signals, output in
      Headless.run(request, demo: demo, output: output, errors: errors, signals: signals)
    }
  }

  private func play(_ script: Invocation.Script) -> Int32 {
    switch ScriptFile.lines(of: script.path) {
    case .failure(let error):
      errors.line("threadmill: \(error)")
      return ExitCode.usage
    case .success(let lines):
      return withSignals { signals, output in
        LineSession.play(
          demos: demos,
          lines: lines,
          output: output,
          errors: errors,
          signals: signals,
          style: .init(script: script.path, columns: script.columns),
          doctor: doctor
        )
      }
    }
  }

  private func resetTerminal() -> Int32 {
    do throws(TerminalError) {
      try TerminalReset.run()
      return ExitCode.success
    } catch {
      errors.line("threadmill: \(error)")
      return ExitCode.failure
    }
  }

  // MARK: - Helpers

  private func doctor() -> [String] {
    ["threadmill \(Self.version)"] + DoctorReport(capabilities, engine: engine.report).lines
  }

  private func print(_ write: (LineOutput) -> Void) -> Int32 {
    withOutput { output in
      write(output)
      _ = PlainPoll.finish([output])
      return output.exitCode ?? ExitCode.success
    }
  }

  private func withSignals(
    prompts: Bool = false,
    _ body: (ProcessSignals, LineOutput) -> Int32
  ) -> Int32 {
    do throws(TerminalError) {
      let signals = try ProcessSignals(prompts: prompts)
      return withOutput { body(signals, $0) }
    } catch {
      errors.line("threadmill: \(error)")
      return ExitCode.failure
    }
  }

  /// Says so when standard output cannot take what is written, unless its reader has gone.
  private func withOutput(_ body: (LineOutput) -> Int32) -> Int32 {
    let output = LineOutput(descriptor: STDOUT_FILENO, ascii: !capabilities.usesUnicodeGlyphs)
    let code = body(output)
    if let failure = output.failure { errors.line("threadmill: standard output: \(failure)") }
    return code
  }

  /// Fills closed standard descriptors, which the next file would take otherwise: a line for standard
  /// error must not end in it.
  private static func occupyStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDWR)
    }
  }
}
