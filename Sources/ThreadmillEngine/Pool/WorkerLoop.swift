// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// What one worker does between two sleeps: takes tasks, runs them, and looks for more.
@safe
struct WorkerLoop: ~Copyable {
  private let pool: PoolStorage
  private let slot: WorkerSlot
  private let events: EventHub
  private let pace: Pace
  private var timer = TaskTimer()
  /// A task that has run and been counted, of which nobody has been told.
  ///
  /// It is told only after the worker has asked for more and, if there is none, has become the one
  /// that searches: who waits for the task and submits another finds somebody awake, and need not
  /// pay for a wake.
  // Safety: holds a reference of its own. Counted by hand, because the compiler would count it up
  // and down several times for each task, and the count lies on two processors.
  private var unannounced: Unmanaged<FutureCore>?
  /// Tasks of the bulk in its hand that have ended and of which nobody has been told.
  private var parts: (bulk: Unmanaged<BulkTask>, count: Int)?

  init(pool: PoolStorage, slot: WorkerSlot) {
    self.pool = pool
    self.slot = slot
    events = pool.events
    pace = pool.pace
  }

  /// Works until there is nothing to do.
  ///
  /// After `deadline` no further task starts; the caller cancels what is queued.
  ///
  /// - Returns: whether the worker leaves; otherwise it parks.
  mutating func run(until deadline: Deadline? = nil) -> Bool {
    var isTired = false
    while true {
      if let deadline, deadline.hasPassed {
        announce()
        pool.park(slot)
        return false
      }
      if let item = unsafe slot.hand.take() {
        announce()
        unsafe perform(item)
        continue
      }
      announceParts()
      announceIfAudible()
      // Before the question: what is submitted after it must end a search.
      let seen = pool.submissionMark
      let (step, wake) = pool.next(
        for: slot,
        isTired: isTired,
        isBrief: timer.isBrief,
        isHolding: unsafe unannounced != nil
      )
      isTired = false
      if case .search = step { announceAsSearcher() } else { announce() }
      if let wake { pool.wake(wake) }
      switch step {
      case .run(let item): unsafe performStarted(Unmanaged.passRetained(item))
      case .hand: continue
      case .search: isTired = pool.search(since: seen)
      case .again: continue
      case .park: return false
      case .leave: return true
      }
    }
  }

  // MARK: Telling

  /// Tells of the task that has run; its callbacks, and the end of what it has left, are somebody's
  /// code, and run before the next task.
  private mutating func announce() {
    guard let task = unsafe unannounced.take() else { return }
    unsafe task._withUnsafeGuaranteedRef { task in if task.publish() { task.runNotices() } }
    unsafe task.release()
  }

  /// Tells of it at once if somebody's code might run then: the worker counts as busy meanwhile.
  private mutating func announceIfAudible() {
    let isAudible =
      unsafe unannounced?._withUnsafeGuaranteedRef {
        unsafe $0.mayHaveNotices || !$0.isTrivial || !pool.maySearch
      } ?? false
    if isAudible { announce() }
  }

  /// Tells of it in the role of the searcher, which is given up if there is somebody's code to run.
  private mutating func announceAsSearcher() {
    guard let task = unsafe unannounced.take() else { return }
    unsafe task._withUnsafeGuaranteedRef { task in
      guard task.publish() else { return }
      if let other = pool.stopSearching(slot) { pool.wake(other) }
      task.runNotices()
    }
    unsafe task.release()
  }

  private mutating func announceParts() {
    guard let (bulk, count) = unsafe parts.take() else { return }
    unsafe bulk._withUnsafeGuaranteedRef { $0.end(count) }
  }

  // MARK: Running

  private mutating func perform(_ item: Hand.Item) {
    switch unsafe item {
    case .task(let task):
      if unsafe task._withUnsafeGuaranteedRef({ $0.start() }) {
        unsafe performStarted(task)
      } else {
        unsafe task.release()
      }
    case .part(let bulk, let number):
      unsafe bulk._withUnsafeGuaranteedRef { perform(number, of: $0) }
      unsafe parts = (bulk, 1 + (parts?.count ?? 0))
    }
  }

  /// Runs a task and counts it.
  ///
  /// Counted before anybody is told, so that whoever has seen the outcome also sees the counts.
  private mutating func performStarted(_ task: Unmanaged<FutureCore>) {
    unsafe task._withUnsafeGuaranteedRef { item in
      let id = unsafe item.id
      slot.countStart()
      let ending = run(id, item) { context in item.run(context) }
      slot.count(ending)
      if events.isHeard { tell(ending.event, id, item) }
    }
    unsafe unannounced = task
  }

  private mutating func perform(_ number: Int, of bulk: BulkTask) {
    let id = unsafe bulk.id + UInt64(number)
    slot.countStart()
    let ending = run(id, bulk) { context in bulk.run(number, context) }
    slot.count(ending)
    if events.isHeard { tell(ending.event, id, bulk) }
  }

  @inline(__always)
  private mutating func run(
    _ id: UInt64,
    _ item: FutureCore,
    _ body: (borrowing WorkContext) -> TaskEnding
  ) -> TaskEnding {
    #if THREADMILL_NO_TELEMETRY
      return body(WorkContext(taskID: id, slot: slot, pace: pace))
    #else
      let start = timer.taskBegins()
      if start != 0 { pool.setStride(timer.stride, slot) }
      let waited = queueWait(of: item, start)
      slot.taskBegan(id: id, name: item.name, start: start, queueWait: waited)
      if events.isHeard { tell(.running, id, item) }
      let ending = body(WorkContext(taskID: id, slot: slot, pace: pace))
      let (end, service) = timer.taskEnds(begun: start)
      if start != 0 { pool.setStride(timer.stride, slot) }
      slot.taskEnded(service: service)
      slot.letGo(at: end, isTimed: start != 0, isAlone: timer.stride == 1)
      return ending
    #endif
  }

  @inline(never)
  private func tell(_ state: TaskEvent.State, _ id: UInt64, _ item: FutureCore) {
    events.emit(state, pool: pool.name, task: id, taskName: item.name, worker: slot.index)
  }

  /// The queue wait of a sampled submission, or of a timed task of a bulk, stands for those of its
  /// neighbours.
  @inline(__always)
  private func queueWait(of item: FutureCore, _ start: Int64) -> Int64 {
    let submitted = unsafe item.submittedAt
    if submitted == 0 || item.isBulk && start == 0 { return 0 }
    let now = start != 0 ? start : MonotonicClock.nanoseconds
    let weight = item.isBulk ? Int64(timer.stride) : Int64(unsafe item.submissionWeight)
    return max(0, now - submitted) * weight
  }
}
