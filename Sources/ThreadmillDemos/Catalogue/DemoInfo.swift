// SPDX-License-Identifier: Apache-2.0

/// What can be said about a demo without running it.
package struct DemoInfo: Sendable, Hashable, Identifiable {
  /// What it is called after `:run`, such as `basic-threads`.
  package var id: String
  /// The menu's group, such as `Threads`.
  package var group: String
  /// A short title in title case.
  package var title: String
  /// The section of the seed that it re-imagines, in the seed's words.
  package var seedSection: String?
  /// What it teaches, in one sentence.
  package var lesson: String
  /// What people believe and what is true, as pairs of short sentences.
  package var misconceptions: [Misconception]
  /// What its bar column shows, such as `WAIT` or `TASK`.
  package var barTitle: String
  /// How long one round takes by the demo's model with the seed's settings, at speed 1; `nil` where
  /// no model says.
  package var seedTime: Duration?
  /// Its knobs, in the order in which they are shown.
  package var knobs: [Knob]

  /// What people believe, and what is true.
  package struct Misconception: Sendable, Hashable {
    /// What people believe, in one short sentence.
    package var belief: String
    /// What is true, in one short sentence.
    package var truth: String
    /// Creates a pair.
    package init(_ belief: String, _ truth: String) {
      self.belief = belief
      self.truth = truth
    }
  }

  /// Creates the description of a demo.
  package init(
    id: String,
    group: String,
    title: String,
    seedSection: String?,
    lesson: String,
    misconceptions: [Misconception],
    barTitle: String,
    seedTime: Duration? = nil,
    knobs: [Knob]
  ) {
    self.id = id
    self.group = group
    self.title = title
    self.seedSection = seedSection
    self.lesson = lesson
    self.misconceptions = misconceptions
    self.barTitle = barTitle
    self.seedTime = seedTime
    self.knobs = knobs
  }

  /// The knob of that name.
  package func knob(named name: String) -> Knob? { knobs.first { $0.name == name } }

  /// The knob that the keys of that role turn.
  package func knob(for role: KnobRole) -> Knob? { knobs.first { $0.role == role } }

  /// The settings of the seed: what headless runs and scripts start with.
  package var seedSettings: KnobSettings {
    KnobSettings(values: Dictionary(uniqueKeysWithValues: knobs.map { ($0.name, $0.seedValue) }))
  }

  /// The settings a run in the workbench starts with.
  package var workbenchSettings: KnobSettings {
    KnobSettings(
      values: Dictionary(uniqueKeysWithValues: knobs.map { ($0.name, $0.workbenchValue) })
    )
  }
}
