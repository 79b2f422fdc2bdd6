// SPDX-License-Identifier: Apache-2.0

extension Knob {
  /// How many threads a demo starts, one lane each.
  package static func threads(
    seed: Int,
    _ summary: String = "threads, one lane each; a new one starts its own wait at once"
  ) -> Knob {
    Knob(
      "workers",
      summary,
      unit: "threads",
      kind: .int(1...64),
      seedValue: .int(seed),
      timing: .live,
      role: .workers
    )
  }

  /// How many workers a pool can have.
  package static let poolWorkerRange = 1...4096

  /// How many workers a pool has.
  package static func poolWorkers(seed: Int) -> Knob {
    Knob(
      "workers",
      "workers of the pool, one lane each",
      unit: "workers",
      kind: .int(poolWorkerRange),
      seedValue: .int(seed),
      timing: .live,
      role: .workers
    )
  }

  /// How long a task takes.
  package static func size(_ summary: String, seed: Duration) -> Knob {
    Knob(
      "size",
      summary,
      kind: .duration(.milliseconds(1) ... .seconds(10)),
      seedValue: .duration(seed),
      timing: .live,
      role: .size
    )
  }

  /// A number of things, live unless something else is given.
  package static func count(
    _ name: String,
    _ summary: String,
    unit: String,
    in range: ClosedRange<Int>,
    seed: Int,
    workbench: Int? = nil,
    timing: KnobTiming = .live,
    role: KnobRole? = nil
  ) -> Knob {
    Knob(
      name,
      summary,
      unit: unit,
      kind: .int(range),
      seedValue: .int(seed),
      workbenchValue: workbench.map { .int($0) },
      timing: timing,
      role: role
    )
  }

  /// One of a type's words.
  ///
  /// - Parameters:
  ///   - name: as it is typed.
  ///   - summary: one line that says what it does.
  ///   - seed: the seed's word; its type's other cases are the other words.
  ///   - timing: when a turn of it acts.
  /// - Returns: the knob.
  package static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String,
    _ summary: String,
    seed: Choice,
    timing: KnobTiming
  ) -> Knob {
    Knob(
      name,
      summary,
      kind: .choice(Choice.allCases.map(\.rawValue)),
      seedValue: .choice(seed.rawValue),
      timing: timing
    )
  }

  /// How many tasks a round has.
  package static func tasks(seed: Int) -> Knob {
    Knob(
      "tasks",
      "tasks of one round",
      unit: "tasks",
      kind: .int(1...100_000),
      seedValue: .int(seed)
    )
  }

  /// What tasks do.
  package static let work = Knob(
    "work",
    "what a task does: wait for its time, or compute for about as long",
    kind: .choice(["wait", "cpu"]),
    seedValue: .choice("wait"),
    timing: .live
  )

  /// How often the batch repeats.
  package static let rounds = Knob(
    "rounds",
    "how often the batch repeats",
    unit: "rounds",
    kind: .int(1...1_000_000, unlimited: true),
    seedValue: .int(1),
    workbenchValue: .unlimited,
    timing: .live
  )

  /// How fast the run's time goes.
  package static let speed = Knob(
    "speed",
    "how fast the run's time goes: at 0.1 a wait of 0.1 s really takes 1 s",
    kind: .choice(["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10"]),
    seedValue: .choice("1"),
    workbenchValue: .choice("0.1"),
    timing: .live,
    role: .speed
  )
}
