// SPDX-License-Identifier: Apache-2.0

import Glibc
package import ThreadmillTerminal

/// The full-screen workbench.
package enum Workbench {
  /// How long runs may take to end once the application leaves.
  private static let farewell: Duration = .seconds(2)

  /// Shows the workbench until a person or a signal ends it.
  ///
  /// Call it on the main thread; nothing else may use the terminal meanwhile.
  ///
  /// - Parameter options: What to start with.
  /// - Returns: The exit code: 0, or 128 and the number of the signal that ended it.
  /// - Throws: `TerminalError` if the terminal cannot be used; nothing has been shown then.
  package static func run(options: WorkbenchOptions) throws(TerminalError) -> Int32 {
    let signals = try SignalPipe()
    // Started in the background, it has no right to the terminal nor to the modes that it has now.
    if let end = signals.waitForForeground(of: STDOUT_FILENO) { return ExitCode.ended(by: end) }
    let screen = try NcursesScreen(options.capabilities)
    let capture = try StandardStreamCapture()
    var loop = RunLoop(options: options, screen: screen, signals: signals, capture: capture)
    let code = loop.run()
    // What was captured last and nobody has seen: on standard error it may still help.
    let errors = LineOutput(
      descriptor: STDERR_FILENO,
      ascii: !options.capabilities.usesUnicodeGlyphs
    )
    errors.lines(loop.close())
    loop.endRuns(within: farewell)
    _ = PlainPoll.finish([errors], isEnding: true)
    return code
  }
}
