// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// Everything of a pool that is touched only under its lock.
struct PoolState {
  typealias Machine = PoolStateMachine<FutureCore>

  var machine: Machine
  /// What workers that have ended add up to.
  var retired = WorkerTotals()
  /// By worker index; a slot stays until its index is used again.
  private(set) var slots: [WorkerSlot?] = []
  private var laden = LadenHands()
  /// Workers that were handed a task since they were last here; what lies in their boxes may be unseen.
  private var mailed: [WorkerSlot] = []
  /// One task in so many carries the time of its submission: as the worker has it that was last here.
  private var submissionStride = 1
  private var untilStamp = 0
  /// Whether something was submitted by others than workers since a worker was last here.
  var hasOutsideWork = false
  /// Tasks that their submitters run, where there was no room for them.
  var foreign: [WorkerSlot] = []
  /// Why the pool takes nothing any more, if it is broken.
  var brokenBecause: String?
  /// Those who wait without a thread until there is room, in order.
  var roomWaiters: [RoomWaiter] = []
  /// The pool itself, if nobody else holds it and its worker has not ended.
  var orphan: PoolStorage?

  init(maySearch: Bool, limit: Int?) { machine = Machine(maySearch: maySearch, limit: limit) }

  // MARK: Slots

  func slot(_ index: Int?) -> WorkerSlot? { index.flatMap { slots[$0] } }

  /// Frees the places of workers that have ended; a new one is seen as soon as it has a slot.
  mutating func clearSlots(_ indices: [Int]) {
    for index in indices {
      while slots.count <= index { slots.append(nil) }
      slots[index] = nil
    }
  }

  mutating func install(_ slot: WorkerSlot) { slots[slot.index] = slot }

  // MARK: Tasks

  /// Adds a task; see ``PoolStateMachine``.
  @inline(__always)
  mutating func submit(_ task: FutureCore, count: UInt64) -> Machine.Admission {
    // What is refused may be another pool's, and a worker may take what is handed over at once.
    if machine.life == .running && (task.isBulk || machine.hasRoom) {
      stamp(task)
      task.id = machine.submitted
    }
    let searcher = machine.searchingWorker.flatMap { slots[$0] }
    let admission = machine.submit(task, count: count, isWhole: !task.isBulk) { _, item in
      searcher?.mail.reach(item) ?? .busy
    }
    if let searcher, machine.searchingWorker == searcher.index { noteMailed(searcher) }
    return admission
  }

  private mutating func noteMailed(_ slot: WorkerSlot) {
    if !mailed.contains(where: { $0 === slot }) { mailed.append(slot) }
  }

  @inline(__always)
  private mutating func stamp(_ task: FutureCore) {
    #if !THREADMILL_NO_TELEMETRY
      if untilStamp > 0 && !task.isBulk { untilStamp -= 1 } else { stampNow(task) }
    #endif
  }

  private mutating func stampNow(_ task: FutureCore) {
    #if !THREADMILL_NO_TELEMETRY
      untilStamp = submissionStride - 1
      task.submittedAt = MonotonicClock.nanoseconds
      task.submissionWeight = UInt32(submissionStride)
    #endif
  }

  /// How timestamps are sampled follows the worker that was last here.
  private mutating func follow(_ stride: Int) {
    guard stride != submissionStride else { return }
    submissionStride = stride
    untilStamp = 0
  }

  /// What a worker takes that waits for a task.
  enum Helped {
    case nothing(PoolHelper.Help)
    case task
    case part(Int)
  }

  /// Claims a task, or one of a bulk, for a worker that waits for it.
  mutating func takeForHelper(_ core: FutureCore) -> Helped {
    guard machine.mayStart else { return .nothing(machine.isPaused ? .later : .none) }
    guard core.isBulk else {
      guard core.start() else { return .nothing(.none) }
      machine.wasTaken(core) { $0.isHollow }
      return .task
    }
    let part = unsafe unsafeDowncast(core, to: BulkTask.self).take(upTo: 1)
    guard let number = part.first else { return .nothing(.none) }
    machine.spendStep()
    return .part(number)
  }

  /// Gives a queued task another priority.
  mutating func move(_ task: FutureCore, to priority: WorkPriority) -> Bool {
    takeBackAll()
    guard !task.isHollow else { return false }
    let old = task.priority
    guard old != priority else { return true }
    task.priority = priority
    machine.move(task, from: old)
    return true
  }

  /// Who waits longest for room, if there is any.
  mutating func takeRoomWaiter(evenIfFull: Bool) -> RoomWaiter? {
    guard !roomWaiters.isEmpty, evenIfFull || machine.hasRoom else { return nil }
    return roomWaiters.removeFirst()
  }

  // MARK: Hands

  /// Decides what a worker does next; see ``PoolStateMachine``.
  mutating func next(
    for slot: WorkerSlot,
    isTired: Bool,
    handSize: Int
  ) -> (step: Machine.Step, wake: WorkerSlot?) {
    follow(slot.timestampStride)
    slot.mail.reset()
    if !mailed.isEmpty { mailed.removeAll { $0 === slot } }
    takeBackFromHands()
    var part = 0..<0
    let workers = machine.working
    let share = machine.isPaused ? 1 : handSize
    let (step, wake) = machine.next(
      for: slot.index,
      started: slot.tally.startedCount,
      isTired: isTired,
      handSize: handSize,
      isWhole: { !$0.isBulk },
      claim: { item in
        guard item.isBulk else { return item.start() ? .taken : .hollow }
        let bulk = unsafe unsafeDowncast(item, to: BulkTask.self)
        part = bulk.take(
          upTo: Machine.fairShare(of: bulk.left, upTo: share, workers: workers)
        )
        bulk.isListed = bulk.left > 0
        return part.isEmpty ? .hollow : bulk.isListed ? .partly : .taken
      },
      deal: { queue, count in slot.hand.fill(from: &queue, upTo: count) }
    )
    if case .hand = step {
      laden.note(slot)
    } else if case .run(let item) = step, item.isBulk {
      slot.hand.fill(unsafe unsafeDowncast(item, to: BulkTask.self), part)
      if part.count > 1 { laden.note(slot) }
      return (.hand, self.slot(wake))
    }
    // What it has met instead of tasks may have kept it from waking somebody for those in hands.
    let isQuiet = machine.hasMetHollow && machine.isQueueEmpty && !laden.isEmpty && wake == nil
    if isQuiet, case .run = step { return (step, self.slot(machine.wakeForHands())) }
    return (step, self.slot(wake))
  }

  /// Takes what is left of a bulk; where it lies in the queue it is hollow from now on.
  ///
  /// - Returns: how many tasks that were, and whom to wake.
  mutating func cancelRest(
    of bulk: BulkTask,
    _ reason: String?
  ) -> (count: Int, wake: WorkerSlot?) {
    var count = 0
    while bulk.left > 0 {
      let part = bulk.take(upTo: bulk.left)
      bulk.abandon(part, reason)
      count += part.count
    }
    return (count, slot(machine.wereCancelled(count)))
  }

  /// Nothing lies in a hand while others are idle, or for long behind a long task.
  private mutating func takeBackFromHands() {
    while !laden.isEmpty {
      let isNeeded = machine.isQueueEmpty
      putBack(laden.look(isNeeded: isNeeded))
      if !isNeeded || !machine.isQueueEmpty { return }
    }
  }

  /// Lets the state machine see everything that has not started.
  mutating func takeBackAll() {
    if let slot = slot(machine.searchingWorker) {
      noteMailed(slot)
    }
    var unseen: [FutureCore] = []
    for slot in mailed {
      let (item, isComing) = slot.mail.recall()
      if machine.searchingWorker == slot.index { machine.endSearch(isComing: isComing) }
      if let item { unseen.append(item) }
    }
    mailed = []
    // Together: a box may hold an older task than a hand, whose worker has been here since.
    if !laden.isEmpty { unseen += laden.takeAll() }
    machine.putBack(unseen.sorted { $0.id < $1.id })
  }

  /// Puts items back that nobody has started, oldest first.
  private mutating func putBack(_ items: [FutureCore]) {
    guard !items.isEmpty else { return }
    machine.putBack(items)
    guard let index = machine.searchingWorker, let slot = slots[index] else { return }
    machine.endSearch(isComing: slot.mail.reach(nil) == Machine.Reach.coming)
  }

  /// Notes that a worker has something else to do than what it was handed, or told to come for.
  ///
  /// - Returns: whom to wake.
  mutating func giveBack(_ item: FutureCore?, from slot: WorkerSlot) -> WorkerSlot? {
    machine.isHeldUp(slot.index)
    if let item { putBack([item]) }
    return self.slot(machine.wakeIfNeeded())
  }
}
