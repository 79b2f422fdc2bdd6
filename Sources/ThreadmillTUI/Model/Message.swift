// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos
package import ThreadmillTerminal

/// Something that happened, as far as the interface is concerned.
package enum Message: Sendable {
  /// A key was pressed.
  case key(Key)
  /// The screen has a new size.
  case resize(ScreenSize)
  /// The monotonic time is now this; sent before everything else that a wake-up brings.
  case tick(Duration)
  /// The run of that number has started.
  case started(run: Int)
  /// The run of that number could not be started, and why.
  case startFailed(run: Int, String)
  /// A picture of the run of that number.
  case snapshot(run: Int, RunSnapshot)
  /// Lines that the run of that number has printed.
  case printed(run: Int, PrintedLines)
  /// A knob of the run of that number was not turned.
  case refused(run: Int, KnobError)
  /// Lines that something wrote to standard output or standard error, and how many were lost.
  case captured([String], dropped: Int)
  /// The application was asked to end by that signal.
  case signal(Int32)
  /// Frames per second that the terminal takes, if it takes fewer than it is offered.
  case slowTerminal(Int?)
}
