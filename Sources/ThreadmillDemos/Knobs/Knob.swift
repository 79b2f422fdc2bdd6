// SPDX-License-Identifier: Apache-2.0

/// A parameter of a demo that a person can turn.
package struct Knob: Sendable, Hashable {
  /// What it is called after `:set`: lower case letters only.
  package var name: String
  /// One line that says what it does.
  package var summary: String
  /// What its numbers count, such as `threads`; empty for durations and words.
  package var unit: String
  /// The values it can take.
  package var kind: KnobKind
  /// The seed's value.
  package var seedValue: KnobValue
  /// The value a run in the workbench starts with; differs from the seed's for tempo only.
  package var workbenchValue: KnobValue
  /// When a turn of it acts on a run that is going on.
  package var timing: KnobTiming
  /// Which keys turn it.
  package var role: KnobRole?

  /// Creates a knob; without `workbenchValue` the workbench starts with the seed's value.
  package init(
    _ name: String,
    _ summary: String,
    unit: String = "",
    kind: KnobKind,
    seedValue: KnobValue,
    workbenchValue: KnobValue? = nil,
    timing: KnobTiming = .nextRun,
    role: KnobRole? = nil
  ) {
    self.name = name
    self.summary = summary
    self.unit = unit
    self.kind = kind
    self.seedValue = seedValue
    self.workbenchValue = workbenchValue ?? seedValue
    self.timing = timing
    self.role = role
  }
}
