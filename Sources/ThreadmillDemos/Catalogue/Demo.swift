// SPDX-License-Identifier: Apache-2.0

/// A showcase: what it is, and how to make a run of it.
package protocol Demo: Sendable {
  /// What can be said about it without running it.
  var info: DemoInfo { get }

  /// Makes a run that has not started; `settings` has a valid value for every knob.
  func makeRun(_ settings: KnobSettings) -> any DemoRun
}
