// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillTelemetry

/// Performs what the state machine of a pool decides; the workers' home.
///
/// Subclasses say what waking a worker means. Order of locks: the pool's, then a future's.
@usableFromInline
package class PoolStorage: @unchecked Sendable {
  // Safety: everything stored is a constant of a type that is Sendable, and what changes is inside `state`,
  // behind its lock. It is unchecked only because the compiler takes no class for Sendable that has
  // subclasses; theirs say the same of what they add.

  typealias Machine = PoolState.Machine

  let name: String
  let pace: Pace
  let events: EventHub
  /// Whether a worker without work looks around before it parks, and may take several tasks at once.
  let maySearch: Bool
  let state: Locked<PoolState>
  let changed = BareCondition()

  /// Told when there is room in a queue that was full, or never will be.
  let roomChanged = BareCondition()
  let limit: QueueLimit

  init(name: String, pace: Pace?, events: EventHub?, limit: QueueLimit, maySearch: Bool) {
    self.limit = limit
    self.name = name
    self.pace = pace ?? Pace()
    self.events = events ?? EventHub()
    self.maySearch = maySearch
    state = Locked(PoolState(maySearch: maySearch, limit: limit.count))
  }

  /// Lets a parked worker go on; if it is the calling thread itself, it starts no task after
  /// `deadline`.
  func wake(_ worker: WorkerSlot, until deadline: Deadline? = nil) {}

  /// Told on the worker's own thread, as the last thing a worker does under the lock.
  ///
  /// - Returns: what it does after that, without the lock.
  func workerHasEnded(_ index: Int) -> () -> Void { {} }

  // MARK: Tasks

  /// Queues a task.
  ///
  /// - Returns: `false` if the pool takes no further tasks.
  final func accept(_ queued: QueuedTask) -> Bool {
    queued.isWatched ? accept(queued.core, mayBeSeen: true) : acceptUnseen(queued.core)
  }

  /// Queues a task that nobody else has seen.
  ///
  /// - Returns: `false` if the pool takes no further tasks.
  @usableFromInline
  final func acceptUnseen(_ task: FutureCore) -> Bool {
    task.enterUnseen(self)
    return accept(task, mayBeSeen: false)
  }

  @inline(__always)
  final func accept(_ task: FutureCore, mayBeSeen: Bool) -> Bool {
    while true {
      switch admit(task, mayBeSeen) {
      case .accepted(let wake):
        if let wake { self.wake(wake) }
        return true
      case .full: if let isAccepted = makeRoom(for: task, mayBeSeen) { return isAccepted }
      case .closed: return refuse(task, mayBeSeen, state.withLock { $0.brokenBecause })
      }
    }
  }

  enum Entry { case accepted(WorkerSlot?), full, closed }

  @inline(__always)
  final func admit(_ task: FutureCore, _ mayBeSeen: Bool) -> Entry {
    let isOutside = unsafe WorkerRole.isNone
    return state.withLock { state in
      if isOutside { state.hasOutsideWork = true }
      let isOpen = state.machine.life == .running && (task.isBulk || state.machine.hasRoom)
      // Cancelled meanwhile, or handed in before: it must not be counted again.
      if mayBeSeen && isOpen && !task.enter(self) { return .accepted(nil) }
      let count = task.isBulk ? unsafe unsafeDowncast(task, to: BulkTask.self).total : 1
      // Before the worker's own events.
      if events.isHeard && isOpen {
        announce(task, state.machine.submitted..<state.machine.submitted + UInt64(count))
      }
      switch state.submit(task, count: UInt64(count)) {
      case .accepted(_, let wake): return .accepted(state.slot(wake))
      case .full: return .full
      case .closed:
        state.machine.reject(UInt64(count))
        return .closed
      }
    }
  }

  final func refuse(_ task: FutureCore, _ mayBeSeen: Bool, _ reason: String?) -> Bool {
    events.emit(.rejected, pool: name, taskName: task.name)
    if mayBeSeen {
      task.explain(reason)
    } else {
      task.leaveUnseen()
      task.refuse(reason)
    }
    return false
  }

  @inline(never)
  private func announce(_ task: FutureCore, _ numbers: Range<UInt64>) {
    let taskName = task.name
    for number in numbers {
      events.emit(.queued, pool: name, task: number, taskName: taskName)
    }
  }

  /// Counts a queued task as cancelled, because it has ended where it lies.
  func itemWasCancelled(_ item: FutureCore) {
    let wake = state.withLock { state in
      state.slot(state.machine.itemWasCancelled(item) { $0.isHollow })
    }
    if let wake { self.wake(wake) }
    signalRoom()
    events.emit(.cancelled, pool: name, task: item.id, taskName: item.name)
  }

  // MARK: Workers

  /// Decides what a worker does next; see ``PoolStateMachine``.
  ///
  /// - Parameters:
  ///   - slot: the worker.
  ///   - isTired: whether it has searched long enough.
  ///   - isBrief: whether its tasks are so short that it had better take several at once.
  /// - Returns: what it does, whom to wake, and whether others than workers have submitted something
  ///   since a worker was last here.
  final func next(
    for slot: WorkerSlot,
    isTired: Bool,
    isBrief: Bool
  ) -> (step: PoolState.Machine.Step, wake: WorkerSlot?, isStream: Bool) {
    let handSize = isBrief && maySearch ? Hand.capacity : 1
    let answer = state.withLock { state in
      let isStream = state.hasOutsideWork
      state.hasOutsideWork = false
      let (step, wake) = state.next(for: slot, isTired: isTired, handSize: handSize)
      if case .park = step { parks(slot) }
      return (step, wake, isStream)
    }
    if limit.count != nil { signalRoom() }
    return answer
  }

  /// Notes that a worker has something else to do than what it was handed, or told to come for.
  @inline(never)
  final func giveBack(_ task: Unmanaged<FutureCore>?, from slot: WorkerSlot) {
    let item = unsafe task?.takeRetainedValue()
    let (isTooLate, other): (Bool, WorkerSlot?) = state.withLock { state in
      // What was queued has been cancelled, and nobody looks at the queue any more.
      if state.machine.life == .cancelling { return (true, nil) }
      return (false, state.giveBack(item, from: slot))
    }
    if isTooLate { item?.cancelIfPending() }
    if let other { wake(other) }
  }

  /// Parks a worker without a look at the queue, because its caller is about to cancel that.
  final func park(_ slot: WorkerSlot) {
    state.withLock { state in
      state.machine.park(slot.index)
      parks(slot)
    }
  }

  /// Under the lock, because a serial pool's worker may be another thread as soon as that is free.
  ///
  /// What the worker does next may be of another kind, so all of it is timed at first.
  private func parks(_ slot: WorkerSlot) {
    slot.becameIdle()
    slot.setStride(1)
  }

  /// The end of a worker.
  func end(_ slot: WorkerSlot) {
    slot.workerEnded(.finished)
    events.emit(.workerEnded, pool: name, worker: slot.index)
    let left = WorkerTotals(slot.snapshot(at: MonotonicClock.nanoseconds, paced: 0))
    let (tidyUp, orphan) = state.withLock { state in
      defer { state.orphan = nil }
      state.machine.workerEnded(slot.index)
      state.retired = state.retired + left
      return (workerHasEnded(slot.index), state.orphan)
    }
    changed.notifyAll()
    tidyUp()
    withExtendedLifetime(orphan) {}
  }

  /// Keeps the storage until its last worker has ended, because nobody else does.
  final func outliveOwner() {
    state.withLock { state in if !state.machine.isTerminated { state.orphan = self } }
  }

  /// Runs `body` while the calling thread counts as one of this pool's workers.
  func asWorker(_ slot: WorkerSlot? = nil, _ body: () -> Void) {
    unsafe WorkerRole.play(in: self, as: slot, body)
  }

  /// Whether the calling thread runs a task of this pool, perhaps one that runs another pool's
  /// task.
  var isCalledFromInside: Bool { unsafe WorkerRole.isPlayed(in: self) }

  // MARK: Control

  func pause() {
    state.withLock { state in
      state.machine.pause()
      state.takeBackAll()
    }
  }

  /// Lets some of what is queued in a paused pool start.
  func step(_ count: Int) {
    let queued = queuedCount()
    let wake = state.withLock { $0.slot($0.machine.step(count, of: queued)) }
    if let wake { self.wake(wake) }
  }

  func resume() {
    if let worker = state.withLock({ $0.slot($0.machine.resume()) }) { wake(worker) }
  }

  /// Changes the target and gives each new worker a slot.
  ///
  /// - Returns: the slots of workers to start.
  func retarget(to workers: Int, kind: WorkerKind) throws(PoolError) -> [WorkerSlot] {
    let (start, wake) = try state.withLock { state throws(PoolError) -> ([Int], [WorkerSlot]) in
      guard state.machine.life == .running else { throw .shutDown(name) }
      state.takeBackAll()
      let (start, wake) = state.machine.resize(to: workers)
      state.clearSlots(start)
      return (start, wake.compactMap { state.slot($0) })
    }
    let made = start.map { WorkerSlot(index: $0, name: "\(name)-\($0)", kind: kind) }
    state.withLock { state in for slot in made { state.install(slot) } }
    for worker in wake { self.wake(worker) }
    return made
  }

  /// Takes back workers that could not be started, and the target with them.
  func abandon(_ unstarted: some Sequence<WorkerSlot>, target: Int) {
    let wake = state.withLock { state in
      for slot in unstarted { state.machine.workerEnded(slot.index) }
      state.clearSlots(unstarted.map(\.index))
      return state.machine.resize(to: target).wake.compactMap { state.slot($0) }
    }
    for worker in wake { self.wake(worker) }
    changed.notifyAll()
  }

  var targetWorkers: Int { state.withLock { $0.machine.targetWorkers } }

  /// Runs `body` under the pool's lock, for what a subclass keeps there.
  func locked<Result>(_ body: () -> Result) -> Result { state.withLock { _ in body() } }

  // MARK: Shutdown

  /// Starts draining; returns at once, unless the calling thread is itself the worker.
  func beginDrain(until deadline: Deadline? = nil) {
    let workers = state.withLock { state in state.machine.drain().compactMap { state.slot($0) } }
    for worker in workers {
      wake(worker, until: deadline)
    }
    changed.notifyAll()
    signalRoom(toAll: true)
  }

  /// Cancels what has not started and asks what runs to stop; returns at once.
  ///
  /// - Returns: how many tasks were cancelled before they started.
  func beginCancel() -> Int {
    let (items, woken, asked, reason) = state.withLock { state in
      state.takeBackAll()
      let (items, wake) = state.machine.cancelAll()
      return (
        items, wake.compactMap { state.slot($0) }, state.slots + state.foreign, state.brokenBecause
      )
    }
    for slot in asked { slot?.requestCancel() }
    pace.wakeSleepers()
    var cancelled = 0
    // As a worker, because a callback must not wait for what this very thread has yet to cancel.
    asWorker { for item in items { cancelled += cancel(item, reason) } }
    for worker in woken { wake(worker) }
    changed.notifyAll()
    signalRoom(toAll: true)
    return cancelled
  }

  /// - Returns: how many tasks that were.
  private func cancel(_ item: FutureCore, _ reason: String?) -> Int {
    guard item.isBulk else {
      return (reason.map { item.refuse($0) } ?? item.cancelIfPending()) ? 1 : 0
    }
    return cancelRest(of: unsafe unsafeDowncast(item, to: BulkTask.self), reason)
  }

  /// Cancels the tasks of a bulk that have not started, for a reason if there is one.
  ///
  /// - Returns: how many tasks that were.
  @discardableResult
  func cancelRest(of bulk: BulkTask, _ reason: String? = nil) -> Int {
    let (count, wake) = state.withLock { state in
      state.takeBackAll()
      return state.cancelRest(of: bulk, reason)
    }
    if let wake { self.wake(wake) }
    if events.isHeard {
      for _ in 0..<count { events.emit(.cancelled, pool: name, taskName: bulk.name) }
    }
    if count > 0 { bulk.end(count) }
    return count
  }

  /// Ends the pool because it cannot work, for a reason in one sentence.
  func breakDown(_ reason: String) {
    let sentence = "pool \"\(name)\" is broken: \(reason)"
    state.withLock { $0.brokenBecause = $0.brokenBecause ?? sentence }
    _ = beginCancel()
  }

  /// Waits until every worker has ended, and every task.
  ///
  /// - Returns: `false` if `deadline` has passed first.
  func waitUntilTerminated(until deadline: Deadline?) -> Bool {
    state.wait(for: changed, until: deadline) { $0.machine.isTerminated }
  }
}
