// SPDX-License-Identifier: Apache-2.0

/// A showcase: what it is, and how to make a run of it.
package protocol Demo: Sendable {
  /// What can be said about it without running it.
  var info: DemoInfo { get }

  /// Makes a run that has not started.
  ///
  /// - Parameters:
  ///   - settings: a valid value for every knob.
  ///   - standing: how long a finished round stays before the next one, in real time.
  /// - Returns: the run.
  func makeRun(_ settings: KnobSettings, standing: Duration) -> any DemoRun
}

extension Demo {
  /// Makes a run for somebody who looks at it: a finished round stays for a second.
  package func makeRun(_ settings: KnobSettings) -> any DemoRun {
    makeRun(settings, standing: .seconds(1))
  }
}
