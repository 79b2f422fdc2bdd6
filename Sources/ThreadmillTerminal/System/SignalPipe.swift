// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

/// Signals as something to poll and read, so that the run loop answers them between two frames.
///
/// One at a time per process. A person (or a supervisor) who asks three times to end while nobody
/// reads is obeyed at once, with the terminal restored: a loop that hangs can be killed politely.
package struct SignalPipe: ~Copyable {
  /// To poll for input.
  package let descriptor: Int32

  /// Starts to catch WINCH, TERM, HUP, INT, QUIT, TSTP, CONT, and makes PIPE harmless.
  ///
  /// Signals that were ignored before, as under `nohup`, stay ignored.
  ///
  /// - Throws: ``TerminalError`` with code `system` if there is one already or no descriptor is left.
  package init() throws(TerminalError) {
    descriptor = tm_signals_watch()
    guard descriptor >= 0 else {
      throw TerminalError(.system, "cannot catch signals", errno: errno)
    }
  }

  deinit { tm_signals_unwatch() }

  /// Leaves one of the signals to do what it did before.
  package func release(_ signal: Int32) { tm_signals_release(signal) }

  /// The signals since the last time, oldest first and repeated ones once; never waits.
  package func read() -> [TerminalSignal] {
    var signals: [TerminalSignal] = []
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
      while true {
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        guard count > 0 else { break }
        for signal in buffer.prefix(count).compactMap(TerminalSignal.init(number:))
        where signals.last != signal { signals.append(signal) }
      }
    }
    tm_signals_were_read()
    return signals
  }

  /// Stops as the terminal's own `^Z` would, and returns when continued.
  ///
  /// Suspend the screen before and resume it after.
  ///
  /// - Parameter wholeGroup: For the key `^Z`: everything the shell started together stops.
  package func stopProcess(wholeGroup: Bool) { tm_signals_stop_self(wholeGroup ? 1 : 0) }

  /// Returns as soon as this process is in the foreground of a terminal; until then it is stopped, like
  /// everything that the shell started in the background and that wants the terminal.
  ///
  /// - Parameter terminal: The terminal; if it is not this session's own, there is nothing to wait for.
  /// - Returns: `nil` in the foreground; otherwise the number of a signal that asked to end meanwhile. HUP
  ///   stands for a background that nobody can fetch the process back from: its shell has gone.
  package func waitForForeground(of terminal: Int32) -> Int32? {
    while true {
      let foreground = tcgetpgrp(terminal)
      if foreground < 0 || foreground == getpgrp() { return nil }
      stopProcess(wholeGroup: true)
      let signals = read()
      if let end = signals.lazy.compactMap(\.endNumber).first { return end }
      if !signals.contains(.continued) { return SIGHUP }
    }
  }

  /// Makes writing to a reader who has gone an error instead of the end of the process, for good.
  ///
  /// Unlike "ignored", that is not handed on to child processes.
  package static func surviveBrokenPipes() { tm_signals_survive_broken_pipes() }
}
