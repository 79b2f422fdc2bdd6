// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// What one complete round has measured, and under which settings.
package struct RoundReport: Sendable, Hashable {
  /// A round in which no knob was turned.
  package struct Steady: Sendable, Hashable {
    /// Its knobs.
    package var settings: KnobSettings
    /// How long it took in real time.
    package var time: Duration

    /// Creates the memory of a round.
    package init(settings: KnobSettings, time: Duration) {
      self.settings = settings
      self.time = time
    }
  }

  /// The knobs at the end of the round.
  package var settings: KnobSettings
  /// The knobs at its start.
  package var startSettings: KnobSettings
  /// Whether a knob that matters for the time was turned during the round; then no model fits it.
  package var wasTurned: Bool
  /// How long the round took in real time, pauses not included.
  package var time: Duration
  /// The last round before it whose knobs were left alone.
  package var lastSteady: Steady?
  /// The round's tasks.
  package var counts: TaskCounts
  /// The workers at the end of the round.
  package var workers: [WorkerSnapshot]
  /// How long the round's tasks have worked, added up, in real time; pauses do not count.
  package var worked: Duration
  /// Σ thread CPU in this round.
  package var cpu: Duration
  /// Σ thread CPU ÷ wall in this round.
  package var cpusReceived: Double?
  /// CPUs that the process may use.
  package var cpuCount: Int

  /// Creates a report.
  package init(
    settings: KnobSettings,
    startSettings: KnobSettings? = nil,
    wasTurned: Bool = false,
    time: Duration,
    lastSteady: Steady? = nil,
    counts: TaskCounts = TaskCounts(),
    workers: [WorkerSnapshot] = [],
    worked: Duration = .zero,
    cpu: Duration = .zero,
    cpusReceived: Double? = nil,
    cpuCount: Int = 1
  ) {
    self.settings = settings
    self.startSettings = startSettings ?? settings
    self.wasTurned = wasTurned
    self.time = time
    self.lastSteady = lastSteady
    self.counts = counts
    self.workers = workers
    self.worked = worked
    self.cpu = cpu
    self.cpusReceived = cpusReceived
    self.cpuCount = cpuCount
  }

  /// The knobs that stand elsewhere than at the start, such as `workers 4 → 5`.
  package var turns: [String] {
    timeKnobs.compactMap { name in
      guard let from = startSettings[name], let to = settings[name], from != to else { return nil }
      return "\(name) \(from.text) → \(to.text)"
    }
  }

  /// How long the last steady round took that differed in the number of workers only.
  package var withOtherWorkers: (workers: Int, time: Duration)? {
    guard let lastSteady, !wasTurned else { return nil }
    let others = { (knobs: KnobSettings) in timeKnobs.dropFirst().map { knobs[$0] } }
    guard
      lastSteady.settings.workers != settings.workers,
      others(lastSteady.settings) == others(settings)
    else { return nil }
    return (lastSteady.settings.workers, lastSteady.time)
  }

  /// The knobs that a round's time depends on, `workers` first.
  private var timeKnobs: [String] {
    let common = ["workers", "size", "work", "speed", "tasks", "chunk"]
    let own = settings.values.keys.filter { $0 != "rounds" && !common.contains($0) }
    return common + own.sorted()
  }

  /// What a task of one size really takes at this speed.
  package var realSize: Duration { settings.size / settings.speed }
}
