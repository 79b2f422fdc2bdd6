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
  // Safety: `machine` and `slots` are touched only under `lock`.
  private let lock = Lock()
  private let changed = Condition()
  private var machine: Machine
  /// By worker index; a slot stays until its index is used again.
  private var slots: [WorkerSlot?] = []

  /// What a searching worker looks at without the lock: changes with every submission.
  private let submissions = Atomic<UInt64>(0)
  /// One task in so many carries the time of its submission: as the worker has it that was last to
  /// time a task.
  private let stride = Atomic<Int>(1)

  init(name: String, pace: Pace?, events: EventHub?, maySearch: Bool) {
    self.name = name
    self.pace = pace ?? Pace()
    self.events = events ?? EventHub()
    machine = Machine(maySearch: maySearch)
  }

  /// Lets a parked worker go on.
  func wake(_ index: Int) {}

  /// Told on the worker's own thread, as the last thing a worker does under the lock.
  ///
  /// - Returns: what it does after that, without the lock.
  func workerHasEnded(_ index: Int) -> () -> Void { {} }

  // MARK: Tasks

  /// Queues a task whose future nobody has seen yet.
  ///
  /// - Returns: `false` if the pool takes no further tasks.
  @usableFromInline
  final func submit(_ task: FutureCore) -> Bool {
    stamp(task)
    task.enter(self)
    let (number, wake) = lock.withLock {
      let (number, wake) = machine.submit(task)
      // A worker may take the task as soon as the lock is free.
      if let number {
        task.id = number
        // Before the worker's own events; while nobody listens it is one load.
        events.emit(.queued, task: number, taskName: task.name)
      }
      return (number, wake)
    }
    guard number != nil else {
      task.wasRefused()
      events.emit(.rejected, taskName: task.name)
      return false
    }
    submissions.wrappingAdd(1, ordering: .relaxed)
    if let wake { self.wake(wake) }
    return true
  }

  private func stamp(_ task: FutureCore) {
    #if !THREADMILL_NO_TELEMETRY
      let stride = stride.load(ordering: .relaxed)
      guard submissions.load(ordering: .relaxed) % UInt64(stride) == 0 else { return }
      task.submittedAt = MonotonicClock.nanoseconds
      task.submissionWeight = Int64(stride)
    #endif
  }

  func itemWasCancelled(_ item: FutureCore) {
    let isOver = lock.withLock {
      machine.itemWasCancelled { $0.isHollow }
      return machine.isTerminated
    }
    if isOver { changed.notifyAll() }
    events.emit(.cancelled, task: item.id, taskName: item.name)
  }

  // MARK: Workers

  /// Lets worker `index` work until it has to park or to leave.
  ///
  /// - Returns: whether it leaves.
  func work(as index: Int, slot: WorkerSlot) -> Bool {
    var sampler = TimestampSampler()
    var isTired = false
    while true {
      // Before the question: what is submitted after it must end a search.
      let seen = submissions.load(ordering: .relaxed)
      let (step, wake) = lock.withLock {
        machine.next(for: index, isTired: isTired) { $0.start() }
      }
      if let wake { self.wake(wake) }
      isTired = false
      switch step {
      case .run(let item):
        execute(item, slot, &sampler)
      case .search:
        slot.becameIdle()
        sampler.reset()
        isTired = search(since: seen)
      case .park:
        slot.becameIdle()
        return false
      case .leave:
        return true
      }
    }
  }

  /// Runs a task, counts it, then shows everybody how it ended.
  ///
  /// Counted first, so that whoever has seen the outcome also sees the counts.
  private func execute(_ item: FutureCore, _ slot: WorkerSlot, _ sampler: inout TimestampSampler) {
    let ending = run(item, slot, &sampler)
    lock.withLock { machine.taskEnded(ending) }
    let state: TaskEvent.State =
      switch ending {
      case .finished: .finished
      case .failed: .failed
      case .cancelled: .cancelled
      }
    events.emit(state, task: item.id, taskName: item.name, worker: slot.index)
    item.publish()
  }

  private func run(
    _ item: FutureCore,
    _ slot: WorkerSlot,
    _ sampler: inout TimestampSampler
  ) -> TaskEnding {
    #if THREADMILL_NO_TELEMETRY
      return item.run(WorkContext(taskID: item.id, slot: slot, pace: pace))
    #else
      let id = item.id
      let name = item.name
      let start = sampler.shouldTime() ? MonotonicClock.nanoseconds : 0
      let waited = item.submittedAt == 0 ? 0 : queueWait(of: item, start)
      slot.taskBegan(id: id, name: name, start: start, queueWait: waited)
      events.emit(.running, task: id, taskName: name, worker: slot.index)
      let ending = item.run(WorkContext(taskID: id, slot: slot, pace: pace))
      var service: Int64 = -1
      if start != 0 {
        service = MonotonicClock.nanoseconds - start
        sampler.note(service: service)
        stride.store(sampler.stride, ordering: .relaxed)
      }
      slot.taskEnded(ending, service: service)
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
  func live(as index: Int, slot: WorkerSlot, park: () -> Void) {
    asWorker {
      slot.workerBegan()
      events.emit(.workerStarted, worker: index)
      while !work(as: index, slot: slot) { park() }
    }
    end(index, slot)
  }

  /// The end of a worker.
  func end(_ index: Int, _ slot: WorkerSlot) {
    slot.workerEnded(.finished)
    events.emit(.workerEnded, worker: index)
    let tidyUp = lock.withLock {
      machine.workerEnded(index)
      return workerHasEnded(index)
    }
    changed.notifyAll()
    tidyUp()
  }

  /// Runs `body` while the calling thread counts as one of this pool's workers.
  func asWorker(_ body: () -> Void) { unsafe WorkerRole.play(in: self, body) }

  /// Whether the calling thread runs a task of this pool, perhaps one that runs another pool's task.
  var isCalledFromInside: Bool { unsafe WorkerRole.isPlayed(in: self) }

  // MARK: Control

  func pause() { lock.withLock { machine.pause() } }

  func resume() {
    if let index = lock.withLock({ machine.resume() }) { wake(index) }
  }

  /// Changes the target and gives each new worker a slot.
  ///
  /// - Returns: the slots of workers to start.
  func retarget(to workers: Int, kind: WorkerKind) throws(PoolError) -> [WorkerSlot] {
    let (start, wake): ([WorkerSlot], [Int]) = try lock.withLock { () throws(PoolError) in
      guard machine.life == .running else { throw .shutDown(name) }
      let (start, wake) = machine.resize(to: workers)
      let made = start.map { WorkerSlot(index: $0, name: "\(name)-\($0)", kind: kind) }
      for slot in made {
        while slots.count <= slot.index { slots.append(nil) }
        slots[slot.index] = slot
      }
      return (made, wake)
    }
    for index in wake { self.wake(index) }
    return start
  }

  /// Takes back workers that could not be started, and the target with them.
  func abandon(_ unstarted: some Sequence<WorkerSlot>, target: Int) {
    let wake = lock.withLock {
      for slot in unstarted {
        machine.workerEnded(slot.index)
        slots[slot.index] = nil
      }
      return machine.resize(to: target).wake
    }
    for index in wake { self.wake(index) }
    changed.notifyAll()
  }

  func slot(_ index: Int) -> WorkerSlot? { lock.withLock { slots[index] } }

  var targetWorkers: Int { lock.withLock { machine.targetWorkers } }

  /// Runs `body` under the pool's lock, for what a subclass keeps there.
  func locked<Result>(_ body: () -> Result) -> Result { lock.withLock(body) }

  // MARK: Shutdown

  /// Starts draining; returns at once.
  func beginDrain() {
    for index in lock.withLock({ machine.drain() }) { wake(index) }
    changed.notifyAll()
  }

  /// Cancels what has not started and asks what runs to stop; returns at once.
  ///
  /// - Returns: how many tasks were cancelled before they started.
  func beginCancel() -> Int {
    let (action, asked) = lock.withLock { (machine.cancelAll(), slots) }
    for slot in asked { slot?.requestCancel() }
    pace.wakeSleepers()
    for index in action.wake { wake(index) }
    var cancelled = 0
    // As a worker, because a callback must not wait for what this very thread has yet to cancel.
    asWorker { cancelled = action.items.count { $0.cancelIfPending() } }
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

  /// Climbs the ladder; from inside a task of this pool it does not wait.
  func shutdown(_ ladder: ShutdownLadder) -> ShutdownReport {
    let began = MonotonicClock.nanoseconds
    let mayWait = !isCalledFromInside
    var neverStarted = 0
    var isComplete = false
    if ladder.drainLimit != .zero {
      beginDrain()
      isComplete = mayWait && waitUntilTerminated(until: Deadline(after: ladder.drainLimit))
    }
    let mustCancel = mayWait ? !isComplete : ladder.drainLimit == .zero
    if mustCancel {
      neverStarted = beginCancel()
      isComplete = mayWait && waitUntilTerminated(until: Deadline(after: ladder.cancelLimit))
    }
    let snapshot = snapshot()
    return ShutdownReport(
      isComplete: isComplete,
      neverStarted: neverStarted,
      counts: snapshot.counts,
      stillRunning: snapshot.workers.filter(\.state.isAlive).map(\.name),
      elapsed: .nanoseconds(MonotonicClock.nanoseconds - began)
    )
  }

  // MARK: Snapshot

  func snapshot() -> PoolSnapshot {
    let now = MonotonicClock.nanoseconds
    let (counts, target, isPaused, isShutDown, living) = lock.withLock {
      let living = slots.compactMap { slot in
        slot.flatMap { machine.isAlive($0.index) ? ($0, machine.isRetiring($0.index)) : nil }
      }
      return (
        machine.counts, machine.targetWorkers, machine.isPaused, machine.life != .running, living
      )
    }
    let paced = pace.nowNanoseconds
    return PoolSnapshot(
      name: name,
      takenAt: .nanoseconds(now),
      targetWorkers: target,
      workers: living.map { slot, isRetiring in
        slot.snapshot(at: now, paced: paced, isRetiring: isRetiring)
      },
      counts: counts,
      isPaused: isPaused,
      isShutDown: isShutDown,
      timestampStride: stride.load(ordering: .relaxed)
    )
  }
}
