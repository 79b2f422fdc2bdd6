// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillTelemetry

/// Performs what the state machine of a pool decides; the workers' home.
///
/// Subclasses say what waking a worker means. Order of locks: the pool's, then a future's.
@usableFromInline
package class PoolStorage: @unchecked Sendable {
  typealias Machine = PoolStateMachine<FutureCore>

  let name: String
  let pace: Pace
  let events: EventHub
  // Safety: `machine`, `slots` and `retired` are touched only under `lock`.
  private let lock = Lock()
  private let changed = Condition()
  private var machine: Machine
  /// By worker index; a slot stays until its index is used again.
  private var slots: [WorkerSlot?] = []
  /// What workers that have ended add up to.
  private var retired = WorkerTotals()

  /// What a searching worker looks at without the lock: changes with every submission.
  private let submissions = Atomic<UInt64>(0)
  /// One task in so many carries the time of its submission: as the worker has it that was last to
  /// time a task or to park.
  private let submissionStride = Atomic<Int>(1)

  init(name: String, pace: Pace?, events: EventHub?, maySearch: Bool) {
    self.name = name
    self.pace = pace ?? Pace()
    self.events = events ?? EventHub()
    machine = Machine(maySearch: maySearch)
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
    let task = queued.core
    let mayBeSeen = queued.isWatched
    if !mayBeSeen {
      stamp(task)
      task.enterUnseen(self)
    }
    let (isAccepted, wake): (Bool, WorkerSlot?) = lock.withLock {
      if mayBeSeen && machine.life == .running {
        // Cancelled meanwhile, or handed in before: it must not be counted again.
        guard task.enter(self) else { return (true, nil) }
        stamp(task)
      }
      let (number, wake) = machine.submit(task)
      guard let number else { return (false, nil) }
      // A worker may take the task as soon as the lock is free.
      task.id = number
      // Before the worker's own events; while nobody listens it is one load.
      events.emit(.queued, pool: name, task: number, taskName: task.name)
      return (true, slot(wake))
    }
    guard isAccepted else {
      if !mayBeSeen { task.leaveUnseen() }
      events.emit(.rejected, pool: name, taskName: task.name)
      return false
    }
    submissions.wrappingAdd(1, ordering: .relaxed)
    if let wake { self.wake(wake) }
    return true
  }

  private func stamp(_ task: FutureCore) {
    #if !THREADMILL_NO_TELEMETRY
      let stride = submissionStride.load(ordering: .relaxed)
      guard submissions.load(ordering: .relaxed) % UInt64(stride) == 0 else { return }
      task.submittedAt = MonotonicClock.nanoseconds
      task.submissionWeight = Int64(stride)
    #endif
  }

  /// Counts a queued task as cancelled, because it has ended where it lies.
  func itemWasCancelled(_ item: FutureCore) {
    let isOver = lock.withLock {
      machine.itemWasCancelled { $0.isHollow }
      return machine.isTerminated
    }
    if isOver { changed.notifyAll() }
    events.emit(.cancelled, pool: name, task: item.id, taskName: item.name)
  }

  // MARK: Workers

  /// Lets a worker work until it has to park or to leave.
  ///
  /// After `deadline` it parks even if tasks are queued; its caller cancels those.
  ///
  /// - Returns: whether it leaves.
  func work(as slot: WorkerSlot, until deadline: Deadline? = nil) -> Bool {
    let index = slot.index
    var timer = TaskTimer()
    var isTired = false
    while true {
      if deadline?.hasPassed == true {
        lock.withLock {
          machine.park(index)
          parks(slot)
        }
        return false
      }
      // Before the question: what is submitted after it must end a search.
      let seen = submissions.load(ordering: .relaxed)
      let (step, wake) = lock.withLock {
        let (step, wake) = machine.next(for: index, isTired: isTired) { $0.start() }
        if case .park = step { parks(slot) }
        return (step, self.slot(wake))
      }
      if let wake { self.wake(wake) }
      isTired = false
      switch step {
      case .run(let item):
        execute(item, slot, &timer)
      case .search:
        slot.becameIdle()
        timer.reset()
        isTired = search(since: seen)
      case .park:
        return false
      case .leave:
        return true
      }
    }
  }

  /// Under the lock, because a serial pool's worker may be another thread as soon as that is free.
  ///
  /// What the worker does next may be of another kind, so all of it is timed at first.
  private func parks(_ slot: WorkerSlot) {
    slot.becameIdle()
    setStride(1, slot)
  }

  private func setStride(_ stride: Int, _ slot: WorkerSlot) {
    if slot.timestampStride != stride { slot.setStride(stride) }
    // Looked at first: the submitters have it in their caches.
    if submissionStride.load(ordering: .relaxed) != stride {
      submissionStride.store(stride, ordering: .relaxed)
    }
  }

  /// Runs a task, counts it, then shows everybody how it ended.
  ///
  /// Counted first, so that whoever has seen the outcome also sees the counts.
  private func execute(_ item: FutureCore, _ slot: WorkerSlot, _ timer: inout TaskTimer) {
    let ending = run(item, slot, &timer)
    lock.withLock { machine.taskEnded(ending) }
    events.emit(ending.event, pool: name, task: item.id, taskName: item.name, worker: slot.index)
    item.publish()
  }

  private func run(
    _ item: FutureCore,
    _ slot: WorkerSlot,
    _ timer: inout TaskTimer
  ) -> TaskEnding {
    #if THREADMILL_NO_TELEMETRY
      return item.run(WorkContext(taskID: item.id, slot: slot, pace: pace))
    #else
      let id = item.id
      let start = timer.taskBegins()
      if start != 0 { setStride(timer.stride, slot) }
      let waited = item.submittedAt == 0 ? 0 : queueWait(of: item, start)
      slot.taskBegan(id: id, name: item.name, start: start, queueWait: waited)
      events.emit(.running, pool: name, task: id, taskName: item.name, worker: slot.index)
      let ending = item.run(WorkContext(taskID: id, slot: slot, pace: pace))
      let (end, service) = timer.taskEnds(begun: start)
      if start != 0 { setStride(timer.stride, slot) }
      slot.taskEnded(ending, service: service)
      slot.letGo(at: end, isTimed: start != 0, isAlone: timer.stride == 1)
      return ending
    #endif
  }

  /// The queue wait of a sampled submission stands for those of its neighbours.
  private func queueWait(of item: FutureCore, _ start: Int64) -> Int64 {
    let now = start != 0 ? start : MonotonicClock.nanoseconds
    return max(0, now - item.submittedAt) * item.submissionWeight
  }

  /// Spins about as long as a wake takes.
  ///
  /// - Returns: `false` if something has been submitted since `seen`.
  private func search(since seen: UInt64) -> Bool {
    var backoff = Backoff()
    while submissions.load(ordering: .relaxed) == seen {
      if !backoff.spin() { return true }
    }
    return false
  }

  /// The life of one worker that has a thread of its own, from its first instruction to its last.
  func live(as slot: WorkerSlot) {
    asWorker {
      slot.workerBegan()
      events.emit(.workerStarted, pool: name, worker: slot.index)
      while !work(as: slot) { slot.park() }
    }
    end(slot)
  }

  /// The end of a worker.
  func end(_ slot: WorkerSlot) {
    slot.workerEnded(.finished)
    events.emit(.workerEnded, pool: name, worker: slot.index)
    let left = WorkerTotals(slot.snapshot(at: MonotonicClock.nanoseconds, paced: 0))
    let tidyUp = lock.withLock {
      machine.workerEnded(slot.index)
      retired = retired + left
      return workerHasEnded(slot.index)
    }
    changed.notifyAll()
    tidyUp()
  }

  /// Runs `body` while the calling thread counts as one of this pool's workers.
  func asWorker(_ body: () -> Void) { unsafe WorkerRole.play(in: self, body) }

  /// Whether the calling thread runs a task of this pool, perhaps one that runs another pool's
  /// task.
  var isCalledFromInside: Bool { unsafe WorkerRole.isPlayed(in: self) }

  // MARK: Control

  func pause() { lock.withLock { machine.pause() } }

  func resume() {
    if let worker = lock.withLock({ slot(machine.resume()) }) { wake(worker) }
  }

  /// Changes the target and gives each new worker a slot.
  ///
  /// - Returns: the slots of workers to start.
  func retarget(to workers: Int, kind: WorkerKind) throws(PoolError) -> [WorkerSlot] {
    let (start, wake): ([Int], [WorkerSlot]) = try lock.withLock { () throws(PoolError) in
      guard machine.life == .running else { throw .shutDown(name) }
      let (start, wake) = machine.resize(to: workers)
      for index in start {
        while slots.count <= index { slots.append(nil) }
        // Of a worker that has ended; the new one is seen as soon as it has a slot.
        slots[index] = nil
      }
      return (start, wake.compactMap(slot))
    }
    let made = start.map { WorkerSlot(index: $0, name: "\(name)-\($0)", kind: kind) }
    lock.withLock { for slot in made { slots[slot.index] = slot } }
    for worker in wake { self.wake(worker) }
    return made
  }

  /// Takes back workers that could not be started, and the target with them.
  func abandon(_ unstarted: some Sequence<WorkerSlot>, target: Int) {
    let wake = lock.withLock {
      for slot in unstarted {
        machine.workerEnded(slot.index)
        slots[slot.index] = nil
      }
      return machine.resize(to: target).wake.compactMap(slot)
    }
    for worker in wake { self.wake(worker) }
    changed.notifyAll()
  }

  /// Under the lock.
  private func slot(_ index: Int?) -> WorkerSlot? { index.flatMap { slots[$0] } }

  var targetWorkers: Int { lock.withLock { machine.targetWorkers } }

  /// Runs `body` under the pool's lock, for what a subclass keeps there.
  func locked<Result>(_ body: () -> Result) -> Result { lock.withLock(body) }

  // MARK: Shutdown

  /// Starts draining; returns at once, unless the calling thread is itself the worker.
  func beginDrain(until deadline: Deadline? = nil) {
    for worker in lock.withLock({ machine.drain().compactMap(slot) }) {
      wake(worker, until: deadline)
    }
    changed.notifyAll()
  }

  /// Cancels what has not started and asks what runs to stop; returns at once.
  ///
  /// - Returns: how many tasks were cancelled before they started.
  func beginCancel() -> Int {
    let (items, woken, asked) = lock.withLock {
      let (items, wake) = machine.cancelAll()
      return (items, wake.compactMap(slot), slots)
    }
    for slot in asked { slot?.requestCancel() }
    pace.wakeSleepers()
    for worker in woken { wake(worker) }
    var cancelled = 0
    // As a worker, because a callback must not wait for what this very thread has yet to cancel.
    asWorker { cancelled = items.count { $0.cancelIfPending() } }
    changed.notifyAll()
    return cancelled
  }

  /// Waits until every worker has ended, and every task.
  ///
  /// - Returns: `false` if `deadline` has passed first.
  func waitUntilTerminated(until deadline: Deadline?) -> Bool {
    lock.acquire()
    defer { lock.release() }
    while !machine.isTerminated {
      if deadline?.hasPassed == true { return false }
      _ = changed.wait(releasing: lock, until: deadline)
    }
    return true
  }

  // MARK: Snapshot

  func snapshot() -> PoolSnapshot {
    let now = MonotonicClock.nanoseconds
    // Slots and roster are copied by reference and looked through after that.
    let (counts, target, isPaused, isShutDown, retired, slots, roster) = lock.withLock {
      (
        machine.counts, machine.targetWorkers, machine.isPaused, machine.life != .running,
        self.retired, self.slots, machine.roster
      )
    }
    let living = slots.compactMap { $0 }.filter { roster.isAlive($0.index) }
    let paced = pace.nowNanoseconds
    return PoolSnapshot(
      name: name,
      takenAt: .nanoseconds(now),
      targetWorkers: target,
      workers: living.map { slot in
        slot.snapshot(at: now, paced: paced, isRetiring: roster.isRetiring(slot.index))
      },
      retired: retired,
      counts: counts,
      isPaused: isPaused,
      isShutDown: isShutDown,
      timestampStride: living.lazy.map(\.timestampStride).max() ?? 1
    )
  }
}
