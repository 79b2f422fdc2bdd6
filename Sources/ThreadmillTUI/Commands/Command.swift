// SPDX-License-Identifier: Apache-2.0

/// What a person can ask for, by key, after `:`, in a script or in the line REPL.
package enum Command: Sendable, Hashable {
  /// One `knob=value` as it was written; values are checked against the demo that will run.
  package struct Assignment: Sendable, Hashable {
    /// The knob's name as written.
    package var knob: String
    /// The value as written.
    package var value: String
    /// Creates an assignment.
    package init(knob: String, value: String) {
      self.knob = knob
      self.value = value
    }
  }

  /// `run [DEMO] [knob=value …]`; without a demo, the one under the cursor or the last one.
  case run(demo: String?, assignments: [Assignment])
  /// `restart`: the same demo again with the present values of its knobs.
  case restart
  /// `stop`
  case stop
  /// `pause`: toggles in the workbench.
  case pause
  /// `resume`
  case resume
  /// `freeze`: the view stands still, the run goes on; toggles.
  case freeze
  /// `set KNOB VALUE`, where the value may be relative: `+1`, `-1`, `x2`, `/2`.
  case set(knob: String, value: String)
  /// `try [N]`: does the N-th suggestion (from 1) of the end card.
  case attempt(Int)
  /// `view NAME`
  case view(ViewName)
  /// `zoom LEVEL`: how much of each worker the Run view shows.
  case zoom(ZoomLevel)
  /// `help [WORDS]`
  case help(String?)
  /// `list`
  case list
  /// `wait [SECONDS]`: until the run has ended, or so long.
  case wait(Duration?)
  /// `doctor`
  case doctor
  /// `redraw`
  case redraw
  /// `suspend`
  case suspend
  /// `quit`
  case quit
}
