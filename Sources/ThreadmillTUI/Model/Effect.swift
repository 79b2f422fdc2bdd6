// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos

/// Something that ``update(_:_:)`` wants done; the run loop does it.
package enum Effect: Sendable, Hashable {
  /// Makes and starts a run of that demo under that number.
  case start(run: Int, demo: String, KnobSettings)
  /// Pauses the run.
  case pause(run: Int)
  /// Lets the run go on.
  case resume(run: Int)
  /// Stops the run.
  case stop(run: Int, StopReason)
  /// Turns a knob of the run.
  case set(run: Int, knob: String, KnobValue)
  /// Gives the terminal back and stops the process until the shell continues it.
  case suspend
  /// Draws every cell anew.
  case redraw
  /// Ends the application with that exit code; runs that go on are stopped first.
  case quit(Int32)
}
