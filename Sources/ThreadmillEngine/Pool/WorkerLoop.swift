// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// What one worker does between two sleeps: takes tasks, runs them, and looks for more.
@safe
struct WorkerLoop: ~Copyable {
  private let pool: PoolStorage
  private let slot: WorkerSlot
  private let events: EventHub
  private let pace: Pace
  /// After how many tasks the worker is to be replaced.
  private let limit: UInt64
  private var timer = TaskTimer()
  /// Tasks of the bulk in its hand that have ended and of which nobody has been told.
  private var parts: (bulk: Unmanaged<BulkTask>, count: Int)?

  /// Why a worker stops working.
  enum Pause { case park, leave, recycle }

  init(pool: PoolStorage, slot: WorkerSlot, upTo limit: UInt64 = .max) {
    self.limit = limit
    self.pool = pool
    self.slot = slot
    events = pool.events
    pace = pool.pace
  }

  /// Works until there is nothing to do.
  ///
  /// After `deadline` no further task starts; the caller cancels what is queued.
  ///
  /// - Returns: what the worker does now.
  mutating func run(until deadline: Deadline? = nil) -> Pause {
    var isTired = false
    var gathering = Gathering()
    while true {
      // Also after the deadline: what was dealt has left the queue, and nobody would take it back.
      if let item = unsafe slot.hand.take() {
        gathering.took()
        unsafe perform(item)
        continue
      }
      endParts()
      if let deadline, deadline.hasPassed {
        pool.park(slot)
        return .park
      }
      if slot.tally.startedCount >= limit { return .recycle }
      gathering.pause(isBrief: timer.isBrief)
      let (step, wake, isStream) = pool.next(for: slot, isTired: isTired, isBrief: timer.isBrief)
      gathering.looked(isStream: isStream)
      isTired = false
      if let wake { pool.wake(wake) }
      switch step {
      case .run(let item):
        gathering.took()
        unsafe perform(started: Unmanaged.passRetained(item))
      case .hand: continue
      case .search:
        gathering.foundNothing()
        isTired = search()
      case .park: return .park
      case .leave: return .leave
      }
    }
  }

  // MARK: Searching

  /// Waits for tasks that are handed over and runs them, until it is told to come, or tired.
  ///
  /// - Returns: whether it has waited in vain.
  private mutating func search() -> Bool {
    var isOpen = slot.mail.open()
    while isOpen {
      var backoff = Backoff()
      while slot.mail.isStillOpen, backoff.spin() {}
      let (item, isSummoned) = unsafe slot.mail.close()
      guard let item = unsafe item else { return !isSummoned }
      let mayReopen = !isSummoned && slot.tally.startedCount + 1 < limit
      isOpen = unsafe perform(handed: item, mayReopen: mayReopen)
    }
    return false
  }

  /// Runs a task that was handed over.
  ///
  /// The box is open again before anybody is told of the task: who has waited for it and submits
  /// another finds it open, and need not pay for a wake.
  ///
  /// - Returns: whether the box is open.
  private mutating func perform(handed task: Unmanaged<FutureCore>, mayReopen: Bool) -> Bool {
    var isOpen = false
    var mayReopen = mayReopen
    unsafe task._withUnsafeGuaranteedRef { item in
      guard item.start() else { return }
      runAndCount(item)
      // Callbacks and the end of the value may be somebody's code, and take long.
      if unsafe mayReopen && item.isTrivial && !item.mayHaveNotices { isOpen = slot.mail.open() }
      guard item.publish() else { return }
      if isOpen {
        isOpen = false
        let (other, isSummoned) = unsafe slot.mail.close()
        if unsafe other != nil || isSummoned {
          unsafe pool.giveBack(other, from: slot)
          mayReopen = false
        }
      }
      item.runNotices()
    }
    unsafe task.release()
    return isOpen || mayReopen && slot.mail.open()
  }

  // MARK: Running

  private mutating func perform(_ item: Hand.Item) {
    switch unsafe item {
    case .task(let task):
      if unsafe task._withUnsafeGuaranteedRef({ $0.start() }) {
        unsafe perform(started: task)
      } else {
        unsafe task.release()
      }
    case .part(let bulk, let number):
      unsafe bulk._withUnsafeGuaranteedRef { perform(number, of: $0) }
      unsafe parts = (bulk, 1 + (parts?.count ?? 0))
    }
  }

  private mutating func perform(started task: Unmanaged<FutureCore>) {
    unsafe task._withUnsafeGuaranteedRef { help($0) }
    unsafe task.release()
  }

  /// Runs a task that this worker has claimed, for itself or because it waits for it.
  mutating func help(_ item: FutureCore) {
    runAndCount(item)
    if item.publish() { item.runNotices() }
  }

  /// Runs a task of a bulk for which this worker waits.
  mutating func help(_ number: Int, of bulk: BulkTask) {
    perform(number, of: bulk)
    bulk.end(1)
  }

  private mutating func endParts() {
    guard let (bulk, count) = unsafe parts.take() else { return }
    unsafe bulk._withUnsafeGuaranteedRef { $0.end(count) }
  }

  /// Runs a task and counts it.
  ///
  /// Counted before anybody is told, so that whoever has seen the outcome also sees the counts.
  @inline(__always)
  private mutating func runAndCount(_ item: FutureCore) {
    let id = item.id
    slot.tally.countStart()
    let ending = run(id, item) { context in item.run(context) }
    slot.tally.count(ending)
    if events.isHeard { tell(ending.event, id, item) }
  }

  private mutating func perform(_ number: Int, of bulk: BulkTask) {
    let id = bulk.id + UInt64(number)
    slot.tally.countStart()
    let ending = run(id, bulk) { context in bulk.run(number, context) }
    slot.tally.count(ending)
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
      if start != 0 { slot.setStride(timer.stride) }
      let waited = queueWait(of: item, start)
      slot.taskBegan(id: id, name: item.name, start: start, queueWait: waited)
      if events.isHeard { tell(.running, id, item) }
      let ending = body(WorkContext(taskID: id, slot: slot, pace: pace))
      let (end, service) = timer.taskEnds(begun: start)
      if start != 0 { slot.setStride(timer.stride) }
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
    let submitted = item.submittedAt
    if submitted == 0 || item.isBulk && start == 0 { return 0 }
    let now = start != 0 ? start : MonotonicClock.nanoseconds
    let weight = item.isBulk ? Int64(timer.stride) : Int64(item.submissionWeight)
    return max(0, now - submitted) * weight
  }
}
