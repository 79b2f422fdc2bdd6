// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillTelemetry

/// What a ``WorkerThread`` and its running thread share.
final class ThreadItem<Success: Sendable, Failure: Error>: Sendable {
  typealias Body = @Sendable (borrowing WorkContext) throws(Failure) -> Success

  let slot: WorkerSlot
  let pace: Pace
  let storage: FutureStorage<Success, Failure>
  private let events: EventHub
  /// Run when nothing of the thread is left to run.
  private let onEnd: (@Sendable () -> Void)?
  /// 0 runs, 1 has ended, 2 nobody will join it; those who join sleep on it.
  private let ending = Atomic<UInt32>(0)

  init(
    slot: WorkerSlot,
    pace: Pace,
    events: EventHub,
    onEnd: (@Sendable () -> Void)?,
    body: @escaping Body
  ) {
    self.onEnd = onEnd
    self.slot = slot
    self.pace = pace
    self.events = events
    storage = FutureStorage(name: nil, contextual: body)
  }

  private var id: UInt64 { UInt64(slot.index) }

  /// The thread is about to be created.
  func wasRequested() {
    slot.wasRequested()
    // Before the thread's own events.
    events.emit(.queued, task: id, taskName: slot.name)
  }

  /// The system has refused the thread.
  func wasRefused() { events.emit(.rejected, task: id, taskName: slot.name) }

  /// The thread, from its first instruction to its last.
  func run() { slot.asCurrent { runAsWorker() } }

  private func runAsWorker() {
    slot.workerBegan()
    events.emit(.workerStarted, worker: slot.index)
    if storage.core.start() {
      slot.taskBegan(id: id, name: nil, start: MonotonicClock.nanoseconds, queueWait: 0)
      events.emit(.running, task: id, taskName: slot.name, worker: slot.index)
      finish(storage.core.run(WorkContext(taskID: id, slot: slot, pace: pace)))
    } else {
      slot.workerEnded(.cancelled)
      events.emit(.cancelled, task: id, taskName: slot.name, worker: slot.index)
    }
    events.emit(.workerEnded, worker: slot.index)
    // Before anybody is told that it has ended: destructors may take their time.
    ThreadTable.endCurrent()
    onEnd?()
    // Whoever comes second, the end or the last owner, does the tidying up.
    if ending.exchange(1, ordering: .acquiringAndReleasing) == 2 { NativeThread.current.detach() }
    Futex.wakeAll(ending)
  }

  private func finish(_ ending: TaskEnding) {
    slot.tally.count(ending)
    slot.workerEnded(ending.workerState)
    events.emit(ending.event, task: id, taskName: slot.name, worker: slot.index)
    if storage.core.publish() { storage.core.runNotices() }
  }

  /// Blocks until the thread has nothing left to do.
  ///
  /// - Returns: `false` if `deadline` has passed first.
  func waitForEnd(until deadline: Deadline?) -> Bool {
    // Acquires what the thread has done; pairs with the exchange in run().
    while ending.load(ordering: .acquiring) == 0 {
      if deadline?.hasPassed == true { return false }
      _ = Futex.wait(on: ending, while: 0, until: deadline)
    }
    return true
  }

  /// Lets the thread end without being joined.
  func release(_ thread: NativeThread) {
    // Not joined: its last instructions may wait for what the caller holds.
    if ending.exchange(2, ordering: .acquiringAndReleasing) == 1 { thread.detach() }
  }
}
