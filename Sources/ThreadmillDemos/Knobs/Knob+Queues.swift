// SPDX-License-Identifier: Apache-2.0

/// The knobs of demos with a queue between threads.
extension Knob {
  /// How many consumers there are.
  package static func consumers(seed: Int) -> Knob {
    Knob(
      "workers",
      "consumers, one lane each; a new one takes the next item at once",
      unit: "threads",
      kind: .int(1...64),
      seedValue: .int(seed),
      timing: .live,
      role: .workers
    )
  }

  /// How many producers there are.
  package static func producers(seed: Int) -> Knob {
    Knob(
      "producers",
      "producers, one lane each; they share the items of a round",
      unit: "threads",
      kind: .int(1...16),
      seedValue: .int(seed)
    )
  }

  /// How many items a round has.
  package static func items(seed: Int) -> Knob {
    Knob(
      "items",
      "items that are produced in a round",
      unit: "items",
      kind: .int(1...10_000),
      seedValue: .int(seed)
    )
  }

  /// How long a producer rests.
  package static func interval(seed: Duration) -> Knob {
    Knob(
      "interval",
      "how long a producer rests after each item",
      kind: .duration(.milliseconds(1) ... .seconds(10)),
      seedValue: .duration(seed),
      timing: .live
    )
  }

  /// How many items may be in the queue.
  package static func limit(_ summary: String, seed: KnobValue) -> Knob {
    Knob(
      "limit",
      summary,
      unit: "items",
      kind: .int(1...10_000, unlimited: true),
      seedValue: seed,
      timing: .live
    )
  }
}

extension KnobSettings {
  /// How long a producer rests after each item, in the run's time.
  package var interval: Duration {
    if case .duration(let duration) = self["interval"] { duration } else { .zero }
  }

  /// How many items may be in the queue; `nil` is any number.
  package var limit: Int? { self["limit"] == .unlimited ? nil : int("limit") }
}
