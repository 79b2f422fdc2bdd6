// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

extension PoolStorage {
  func snapshot() -> PoolSnapshot {
    let now = MonotonicClock.nanoseconds
    let paced = pace.nowNanoseconds
    // Slots and roster are copied by reference and looked through after that.
    let (machine, crew) = state.withLock { state in
      (
        (state.machine.targetWorkers, state.machine.isPaused, state.machine.life != .running),
        Crew(state)
      )
    }
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
      targetWorkers: machine.0,
      workers: workers,
      retired: crew.retired,
      counts: counts(of: crew),
      isPaused: machine.1,
      isShutDown: machine.2,
      timestampStride: stride
    )
  }

  /// Who works for the pool at one instant, and what those have done who are gone.
  private struct Crew {
    let slots: [WorkerSlot]
    let foreign: [WorkerSlot]
    let retired: WorkerTotals
    let roster: PoolState.Machine.Roster

    init(_ state: PoolState) {
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
      for slot in crew.slots { slot.add(to: &counts) }
      for slot in crew.foreign { slot.add(to: &counts) }
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
