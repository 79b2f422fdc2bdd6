// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// A demo whose runs do what a test wants.
struct FakeDemo: Demo {
  /// What its runs do.
  enum Behaviour: Sendable {
    /// Print two lines and end well as soon as they start.
    case instant
    /// The same, but the oracle does not match.
    case mismatch
    /// Print one line, then run until they are stopped.
    case endless
    /// Not even end when they are stopped.
    case stubborn
  }

  let info: DemoInfo
  let behaviour: Behaviour
  let onStart: @Sendable () -> Void

  init(_ id: String, _ behaviour: Behaviour, onStart: @escaping @Sendable () -> Void = {}) {
    self.behaviour = behaviour
    self.onStart = onStart
    info = DemoInfo(
      id: id,
      group: "Fakes",
      title: "Fake \(id)",
      seedSection: nil,
      lesson: "What \(id) teaches.",
      misconceptions: [],
      barTitle: "TASK",
      seedTime: .milliseconds(300),
      knobs: [
        Knob(
          "workers",
          "lanes",
          unit: "threads",
          kind: .int(1...64),
          seedValue: .int(4),
          timing: .live,
          role: .workers
        ),
        Knob(
          "size",
          "how long",
          kind: .duration(.milliseconds(1) ... .seconds(10)),
          seedValue: .duration(.milliseconds(100)),
          timing: .live,
          role: .size
        ),
        Knob("tasks", "how many", unit: "tasks", kind: .int(1...100), seedValue: .int(10)),
        Knob("rounds", "how often", kind: .int(1...9, unlimited: true), seedValue: .unlimited),
        Knob("work", "of which kind", kind: .choice(["wait", "cpu"]), seedValue: .choice("wait")),
        Knob("ordered", "in which order", kind: .bool, seedValue: .bool(true)),
      ]
    )
  }

  func makeRun(_ settings: KnobSettings, standing: Duration) -> any DemoRun {
    FakeRun(self, settings)
  }
}
