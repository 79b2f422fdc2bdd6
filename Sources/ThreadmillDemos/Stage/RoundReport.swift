// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// What one complete round has measured, and under which settings.
package struct RoundReport: Sendable, Hashable {
  /// The knobs at the end of the round.
  package var settings: KnobSettings
  /// Whether a knob that matters for the time was turned during the round; then no model fits it.
  package var wasTurned: Bool
  /// How long the round took in real time, pauses not included.
  package var time: Duration
  /// How long the complete round before it took.
  package var previousTime: Duration?
  /// The round's tasks.
  package var counts: TaskCounts
  /// The workers at the end of the round.
  package var workers: [WorkerSnapshot]
  /// Σ thread CPU ÷ wall in this round.
  package var cpusReceived: Double?
  /// CPUs that the process may use.
  package var cpuCount: Int

  /// Creates a report.
  package init(
    settings: KnobSettings,
    wasTurned: Bool = false,
    time: Duration,
    previousTime: Duration? = nil,
    counts: TaskCounts = TaskCounts(),
    workers: [WorkerSnapshot] = [],
    cpusReceived: Double? = nil,
    cpuCount: Int = 1
  ) {
    self.settings = settings
    self.wasTurned = wasTurned
    self.time = time
    self.previousTime = previousTime
    self.counts = counts
    self.workers = workers
    self.cpusReceived = cpusReceived
    self.cpuCount = cpuCount
  }

  /// What a task of one size really takes at this speed.
  package var realSize: Duration { settings.size / settings.speed }
}
