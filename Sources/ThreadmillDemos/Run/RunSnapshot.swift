// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// A run at one instant: everything an interface draws.
package struct RunSnapshot: Sendable, Hashable {
  /// Where the run is.
  package enum Phase: Sendable, Hashable {
    /// Made, not started.
    case ready
    /// A round is going on.
    case running
    /// A round has ended; its lanes and its result stand for a second before the next.
    case standing
    /// Over; ``RunSnapshot/card`` says how.
    case ended
  }

  /// One worker and what the demo says of it.
  package struct Lane: Sendable, Hashable {
    /// The worker.
    package var worker: WorkerSnapshot
    /// What the demo adds, such as `→ 16` for a returned value.
    package var note: String?

    /// Creates a lane.
    package init(worker: WorkerSnapshot, note: String? = nil) {
      self.worker = worker
      self.note = note
    }
  }

  /// Where the run is.
  package var phase: Phase = .ready
  /// Whether the run's time stands still.
  package var isPaused = false
  /// Workers whose task has not reached a pause point yet; 0 unless paused.
  package var stillMoving = 0
  /// Monotonic time at which it was taken.
  package var takenAt: Duration = .zero
  /// Time since the start; stands still while paused and after the end.
  package var elapsed: Duration = .zero
  /// The round that is going on or has just ended, counted from 1; 0 before the first.
  package var round = 0
  /// How long the complete rounds took, oldest first, the last 16 of them.
  package var roundTimes: [Duration] = []
  /// How the last complete round compared with the oracle.
  package var check: OracleCheck = .none
  /// Time since this round started; stands still while paused and while standing.
  package var roundElapsed: Duration = .zero
  /// Tasks of this round that ran to their end, in `0...roundTotal`.
  package var roundDone = 0
  /// Tasks of this round that were cancelled, in `0...roundTotal - roundDone`.
  package var roundCancelled = 0
  /// Tasks of this round.
  package var roundTotal = 0
  /// What is counted there: `tasks`, `threads`, `items`.
  package var roundUnit = "tasks"
  /// The share of its tasks that the previous round had done at this time since its start, in
  /// `0...1`.
  package var previousRoundMark: Double?
  /// The lanes, in stable order.
  package var lanes: [Lane] = []
  /// All tasks since the start of the run.
  package var counts = TaskCounts()
  /// Σ thread CPU ÷ wall in this round, or in the last complete one between rounds; `nil` until it
  /// can be told.
  package var cpusReceived: Double?
  /// CPUs that this process may use.
  package var cpuCount = 1
  /// The values of all knobs, those included that do not act yet.
  package var settings = KnobSettings(values: [:])
  /// The values that act: a knob for the next round or run keeps its old one here until then.
  package var actingSettings = KnobSettings(values: [:])
  /// Results of this round in the order in which the demo hands them out, newest last; at most 64.
  package var results: [String] = []
  /// What `results` is ordered by, such as `in submission order`.
  package var resultsTitle = ""
  /// The primitives that the round shows.
  package var primitives: [SyncSnapshot] = []
  /// The queues that the round shows.
  package var queues: [QueueSnapshot] = []
  /// What else the demo says of the round.
  package var facts: [RunFact] = []
  /// The seed's result line of the last complete round.
  package var resultLine: String?
  /// One sentence that says what the last complete round has shown, with its numbers.
  package var aha: String?
  /// How the run ended.
  package var card: EndCard?
  /// How many lines have been printed so far.
  package var printedCount = 0

  /// Whether no round follows the one that goes on, unless more are asked for.
  package var isLastRound: Bool {
    if case .int(let rounds)? = actingSettings["rounds"] { round >= rounds } else { false }
  }

  /// Creates the picture of a run of which nothing is known.
  package init() {}
}
