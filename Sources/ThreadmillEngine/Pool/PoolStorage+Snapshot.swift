// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

extension PoolStorage {
  func snapshot() -> PoolSnapshot {
    let now = MonotonicClock.nanoseconds
    let paced = pace.nowNanoseconds
    let crew = crew()
    var workers: [WorkerSnapshot] = []
    workers.reserveCapacity(crew.slots.count)
    var stride = 1
    for slot in crew.slots {
      let isRetiring = crew.roster.isRetiring(slot.index)
      workers.append(slot.snapshot(at: now, paced: paced, isRetiring: isRetiring))
      stride = max(stride, slot.timestampStride)
    }
    return PoolSnapshot(
      name: name,
      takenAt: .nanoseconds(now),
      targetWorkers: crew.targetWorkers,
      workers: workers,
      retired: crew.retired,
      counts: counts(of: crew),
      isPaused: crew.isPaused,
      isShutDown: crew.isShutDown,
      timestampStride: stride
    )
  }

  /// Tasks that have not started.
  func queuedCount() -> Int { Int(clamping: counts(of: crew()).queued) }

  /// Slots and roster are copied by reference and looked through after that.
  private func crew() -> Crew { state.withLock { Crew($0) } }

  /// The pool's settings, who works for it at one instant, and what those have done who are gone.
  private struct Crew {
    let targetWorkers: Int
    let isPaused: Bool
    let isShutDown: Bool
    let slots: [WorkerSlot]
    let foreign: [WorkerSlot]
    let retired: WorkerTotals
    let roster: PoolState.Machine.Roster

    init(_ state: PoolState) {
      targetWorkers = state.machine.targetWorkers
      isPaused = state.machine.isPaused
      isShutDown = state.machine.life != .running
      let roster = state.machine.roster
      slots = state.slots.compactMap { slot in
        slot.flatMap { roster.isAlive($0.index) ? $0 : nil }
      }
      foreign = state.foreign
      retired = state.retired
      self.roster = roster
    }
  }

  /// What has become of all tasks; conserved, although nobody stands still meanwhile.
  ///
  /// Workers first, submissions last: what has started was submitted before, and what has started since
  /// then counts as queued. A reader that was interrupted in between looks again.
  private func counts(of crew: Crew) -> TaskCounts {
    var counts = TaskCounts()
    for _ in 0..<4 {
      let before = state.withLock { $0.machine.submitted }
      counts = TaskCounts(
        finished: crew.retired.finished,
        failed: crew.retired.failed,
        cancelled: crew.retired.cancelled
      )
      for slot in crew.slots { slot.tally.add(to: &counts) }
      for slot in crew.foreign { slot.tally.add(to: &counts) }
      let started = counts.ended + counts.running
      state.withLock { state in
        counts.submitted = state.machine.submitted
        counts.rejected = state.machine.rejected
        counts.cancelled += state.machine.cancelledUnstarted
        counts.queued = counts.submitted - started - state.machine.cancelledUnstarted
      }
      if counts.submitted - before <= 16 { break }
    }
    return counts
  }
}
