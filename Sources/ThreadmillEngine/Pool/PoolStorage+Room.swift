// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import ThreadmillTelemetry

/// What becomes of tasks for which there is no room.
extension PoolStorage {
  /// Does what the policy says.
  ///
  /// - Returns: whether the task was taken; `nil` if it is to be tried again.
  @inline(never)
  final func makeRoom(for task: FutureCore, _ mayBeSeen: Bool) -> Bool? {
    switch limit.policy {
    case .reject:
      state.withLock { $0.machine.reject() }
      let reason = "the queue of pool \"\(name)\" is full: \(limit.count ?? 0) tasks wait"
      return refuse(task, mayBeSeen, reason)
    case .dropOldest: dropOldest()
    case .callerRuns: return runHere(task, mayBeSeen)
    case .block:
      // A worker that waits makes no room.
      if isCalledFromInside { return runHere(task, mayBeSeen) }
      _ = state.wait(for: roomChanged, until: nil) { state in
        state.machine.hasRoom || state.machine.life != .running
      }
    }
    return nil
  }

  private func dropOldest() {
    let dropped = state.withLock { state in
      state.machine.dropOldest { !$0.isBulk && $0.beginDropping() }
    }
    guard let dropped else {
      // All that wait are just being cancelled by others, who are about to count it.
      sched_yield()
      return
    }
    events.emit(.rejected, pool: name, task: dropped.id, taskName: dropped.name)
    dropped.endDropped("the queue of pool \"\(name)\" was full: a newer task took its place")
  }

  private enum Foreign { case nothing, closed, number(UInt64) }

  /// Runs a task on the thread that submits it, as a worker that is none of the pool's.
  private func runHere(_ task: FutureCore, _ mayBeSeen: Bool) -> Bool {
    let slot = WorkerSlot(index: -1, name: "\(name)-caller", kind: .caller)
    let begun: Foreign = state.withLock { state in
      guard state.machine.life == .running else { return .closed }
      // Cancelled meanwhile: it must not be counted.
      guard task.start(), let number = state.machine.beginForeign() else { return .nothing }
      state.foreign.append(slot)
      return .number(number)
    }
    switch begun {
    case .nothing: return true
    case .closed: return refuse(task, mayBeSeen, nil)
    case .number(let number): task.id = number
    }
    asWorker(slot) {
      var loop = WorkerLoop(pool: self, slot: slot)
      loop.help(task)
    }
    let left = WorkerTotals(slot.snapshot(at: MonotonicClock.nanoseconds, paced: 0))
    let wake = state.withLock { state in
      state.foreign.removeAll { $0 === slot }
      state.retired = state.retired + left
      return state.slot(state.machine.endForeign(slot.tally.startedCount))
    }
    if let wake { self.wake(wake) }
    changed.notifyAll()
    return true
  }

  /// Tells those who wait for room that there may be some.
  final func signalRoom(toAll: Bool = false) {
    guard limit.count != nil else { return }
    while let waiter = state.withLock({ $0.takeRoomWaiter(evenIfFull: toAll) }) {
      waiter.resume()
      if !toAll { break }
    }
    if toAll { roomChanged.notifyAll() } else { roomChanged.notifyOne() }
  }

  /// Queues a task that nobody else has seen, as soon as there is room.
  final func acceptSuspending(_ task: FutureCore) async {
    if limit.policy == .block {
      task.enterUnseen(self)
      var isAgain = false
      while !acceptIfRoom(task) {
        await room(isAgain: isAgain)
        isAgain = true
      }
    } else {
      _ = acceptUnseen(task)
    }
  }

  /// - Returns: `false` if there is no room.
  private func acceptIfRoom(_ task: FutureCore) -> Bool {
    switch admit(task, false) {
    case .accepted(let wake): if let wake { self.wake(wake) }
    case .closed: _ = refuse(task, false, state.withLock { $0.brokenBecause })
    case .full: return false
    }
    return true
  }

  /// Suspends until there may be room; who has waited before comes first.
  private func room(isAgain: Bool) async {
    await unsafe withUnsafeContinuation { (waiter: UnsafeContinuation<Void, Never>) in
      let waiter = RoomWaiter { unsafe waiter.resume() }
      let isThere = state.withLock { state in
        if state.machine.hasRoom || state.machine.life != .running { return true }
        state.roomWaiters.insert(waiter, at: isAgain ? 0 : state.roomWaiters.count)
        return false
      }
      if isThere { waiter.resume() }
    }
  }
}

/// Somebody who waits without a thread.
struct RoomWaiter: Sendable {
  /// Lets it go on; once.
  let resume: @Sendable () -> Void
}
