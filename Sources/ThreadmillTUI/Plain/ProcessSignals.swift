// SPDX-License-Identifier: Apache-2.0

import Glibc
package import ThreadmillTerminal

/// The signals of this process, for line mode: those that ask for an end are caught, the others do what
/// they do to any program.
package final class ProcessSignals: SignalSource {
  private let pipe: SignalPipe

  /// Starts to catch signals; one at a time per process.
  ///
  /// - Parameter prompts: Whether there is a prompt to show again after `^Z` and `fg`: CONT is
  ///   caught as well then.
  /// - Throws: `TerminalError` if there is one already or no descriptor is left.
  package init(prompts: Bool = false) throws(TerminalError) {
    pipe = try SignalPipe()
    for signal in [SIGWINCH, SIGTSTP] + (prompts ? [] : [SIGCONT]) { pipe.release(signal) }
  }

  /// Readable when a signal has arrived.
  package var descriptor: Int32 { pipe.descriptor }

  /// Takes the signals that have arrived, in order; never waits.
  ///
  /// - Returns: Those that ask for an end, and CONT if the process has come to the foreground by it.
  package func take() -> [Int32] {
    pipe.read().compactMap { signal in
      switch signal {
      case .end(let number): number
      case .continued: tcgetpgrp(STDIN_FILENO) == getpgrp() ? SIGCONT : nil
      case .resized, .suspend: nil
      }
    }
  }
}
