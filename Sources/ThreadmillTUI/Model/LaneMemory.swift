// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// What has to be remembered of a lane between two snapshots.
package struct LaneMemory: Sendable, Hashable {
  /// The worker's index.
  package let id: Int
  /// Whether its tasks are too short for bars of their own, which would strobe.
  package private(set) var isShort = false
  /// Whether its tasks wait, as far as one was seen; otherwise they compute.
  package private(set) var waits = false
  /// When the lane appeared during the run; `nil` for those that were there from the start.
  package var bornAt: Duration?
  /// The share of about the last second that it was busy, in `0...1`.
  package private(set) var busyShare: Double = 0
  /// The CPU time it received over about the last second, in CPUs; `nil` until it can be told.
  package private(set) var cpuShare: Double?

  /// How long its run was paused while the worker lived.
  package private(set) var pause: Duration = .zero

  private var older: Sample
  private var newer: Sample
  /// How long the run had been paused before.
  private var pauseBefore: Duration
  /// Whether a picture has shown that the worker has ended.
  private var isOver = false

  private struct Sample: Sendable, Hashable {
    var time: Duration
    var busy: Duration
    var cpu: Duration?
  }

  /// Begins to remember a worker.
  ///
  /// - Parameters:
  ///   - worker: The worker.
  ///   - time: When the picture was taken.
  ///   - bornAt: The same, if the worker is news.
  ///   - pause: How long the run has been paused by then, counted from any moment.
  package init(
    _ worker: WorkerSnapshot,
    at time: Duration,
    bornAt: Duration? = nil,
    pause: Duration = .zero
  ) {
    id = worker.id
    self.bornAt = bornAt
    pauseBefore = pause
    older = Sample(time: time, busy: worker.busy, cpu: worker.cpu)
    newer = older
  }

  /// Below this a task's own bar would strobe.
  private static let short: Duration = .milliseconds(200)
  /// Above this bars of their own come back; the gap keeps a lane from flipping to and fro.
  private static let long: Duration = .milliseconds(300)
  /// Two of these make the second that shares are told of.
  private static let step: Duration = .milliseconds(500)

  /// Takes in the next picture of the worker.
  ///
  /// - Parameters:
  ///   - worker: The same worker as before.
  ///   - time: When the picture was taken.
  ///   - speed: How fast the run's time goes; waits are told in the run's time.
  ///   - paused: How long the run has been paused by then, counted as at the beginning.
  package mutating func absorb(
    _ worker: WorkerSnapshot,
    at time: Duration,
    speed: Double,
    pause paused: Duration = .zero
  ) {
    if worker.busy < newer.busy {
      self = LaneMemory(worker, at: time, bornAt: bornAt, pause: paused)
    }
    // Also in the first picture after its end: there may be none between a pause and that.
    if !isOver { pause = paused - pauseBefore }
    isOver = !worker.state.isAlive
    let now = Sample(time: time, busy: worker.busy, cpu: worker.cpu)
    if time - newer.time >= Self.step {
      older = newer
      newer = now
    }
    if worker.state == .waiting { waits = true } else if worker.state == .running { waits = false }
    let span = time - older.time
    if span > .zero {
      busyShare = min(1, max(0, (now.busy - older.busy) / span))
      if let cpu = now.cpu, let before = older.cpu { cpuShare = max(0, (cpu - before) / span) }
    }
    guard let real = Self.taskTime(worker, speed: speed) else { return }
    if real > Self.long { isShort = false } else if real < Self.short { isShort = true }
  }

  /// The share of the last second that a worker in that state shows in the place of its task's own bar;
  /// `nil` where tasks are long enough for bars, and where it has been idle for a while.
  package func shownBusyShare(in state: WorkerState) -> Double? {
    // Between two tasks it is still busy; after the last one it is idle.
    guard isShort, state.isAlive, state.isBusy || busyShare >= 0.25 else { return nil }
    return busyShare
  }

  /// Forgets what is news while it lasts: the run has ended.
  package mutating func settle() {
    bornAt = nil
    isShort = false
  }

  /// How long the worker's tasks really take: the present one if it says so, otherwise the last one.
  private static func taskTime(_ worker: WorkerSnapshot, speed: Double) -> Duration? {
    if let task = worker.task {
      if let elapsed = task.elapsed, elapsed > long { return elapsed }
      if case .wait(_, let requested) = task.activity { return requested / max(speed, 1e-6) }
    }
    return worker.lastService
  }
}
