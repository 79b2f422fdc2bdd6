// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Synchronization
internal import ThreadmillTelemetry

/// Where one worker writes what it does, for anybody to read at any time, and where it hears what
/// is asked of it.
///
/// Only its worker writes what it does, without waiting for anyone; readers copy. Padding keeps two
/// workers off each other's cache lines.
///
/// Built with `THREADMILL_NO_TELEMETRY` it records nothing: that is how the price is measured.
final class WorkerSlot: Sendable {
  private let padBefore = PaddingLine()

  let index: Int
  let name: String
  let kind: WorkerKind
  /// Monotonic nanoseconds at which the worker was asked for.
  private let requestedAt = Atomic<Int64>(MonotonicClock.nanoseconds)

  /// What it does at this moment.
  private let frame = LaneFrame()
  private let held = Atomic<Bool>(false)
  private let cancelRequested = Atomic<Bool>(false)
  /// 1 when a parked worker may go on; the worker takes the 1 away.
  private let token = Atomic<UInt32>(0)
  /// Counts up when the worker parks and when it goes on: odd while it sleeps.
  private let parking = Atomic<UInt32>(0)
  private let stride = Atomic<Int>(1)
  private let startLatency = Atomic<Int64>(-1)
  /// How many tasks it has started, and what has become of them.
  let tally = TaskTally()
  private let busy = BusyTime()
  private let queueWait = Atomic<Int64>(0)
  private let lockWait = Atomic<Int64>(0)
  private let blocked = Atomic<Int64>(0)
  /// Whether the sleep that goes on is one within a blocked stretch; the worker's own.
  private let isBlockedAfterWait = Atomic<Bool>(false)
  private let lastService = Atomic<Int64>(-1)
  private let cpu = CPUTime()
  /// With the number of the task that it belongs to: it is no part of the frame.
  private let taskName = Guarded<(task: UInt64, name: String)?>(nil)
  /// What it waits for, while it is blocked.
  private let blockedOn = Guarded<String?>(nil)

  private let padAfter = PaddingLine()

  /// Tasks that it has taken and not started.
  let hand = Hand()
  private let padBetween = PaddingLine()
  /// Where it is handed a task while it searches.
  let mail = Mailbox()
  private let padAtEnd = PaddingLine()

  init(index: Int, name: String, kind: WorkerKind) {
    self.index = index
    self.name = name
    self.kind = kind
  }

  // MARK: Asked by others

  /// Notes the moment at which the worker is asked for, if that is not the slot's creation; before
  /// its thread is created.
  func wasRequested() { requestedAt.store(MonotonicClock.nanoseconds, ordering: .relaxed) }

  /// Sleeps until somebody calls ``unpark()``, or has done so since the last time.
  func park() {
    let before = parking.load(ordering: .relaxed)
    parking.store(before &+ 1, ordering: .relaxed)
    // Acquires what the waker did; pairs with the release in unpark().
    while token.exchange(0, ordering: .acquiring) == 0 { _ = Futex.wait(on: token, while: 0) }
    parking.store(before &+ 2, ordering: .relaxed)
  }

  /// Lets the parked worker go on.
  func unpark() {
    token.store(1, ordering: .releasing)
    Futex.wakeOne(token)
  }

  /// Asks the task in this worker's hands to stop; it stays asked.
  func requestCancel() { cancelRequested.store(true, ordering: .relaxed) }

  var isCancelRequested: Bool { cancelRequested.load(ordering: .relaxed) }

  // MARK: Written by the worker

  /// The worker's first instruction.
  func workerBegan() {
    cpu.begin()
    let now = MonotonicClock.nanoseconds
    startLatency.store(now - requestedAt.load(ordering: .relaxed), ordering: .relaxed)
    frame.changed(to: .idle, at: now)
  }

  /// The worker's last instruction.
  func workerEnded(_ ending: WorkerState) {
    cpu.end()
    busy.end(at: MonotonicClock.nanoseconds)
    frame.changed(to: ending, at: MonotonicClock.nanoseconds)
  }

  /// A task begins; `start` is in monotonic nanoseconds, or 0 if this task is not timed.
  func taskBegan(id: UInt64, name: String?, start: Int64, queueWait waited: Int64) {
    #if !THREADMILL_NO_TELEMETRY
      if let name { taskName.withLock { $0 = (id, name) } }
      if waited > 0 { add(waited, to: queueWait) }
      busy.taskBegan(at: start)
      frame.taskBegan(id: id, at: start)
    #endif
  }

  /// A task has ended; `service` is its service time in nanoseconds, or -1 if it was not timed.
  func taskEnded(service: Int64) {
    #if !THREADMILL_NO_TELEMETRY
      if service >= 0 { lastService.store(service, ordering: .relaxed) }
    #endif
  }

  /// The ended task is out of the worker's hands: callbacks that follow are not its own.
  ///
  /// - Parameters:
  ///   - end: monotonic nanoseconds.
  ///   - isTimed: whether they are exact.
  ///   - isAlone: whether the next task is timed too, so that busy time may end with each.
  func letGo(at end: Int64, isTimed: Bool, isAlone: Bool) {
    #if !THREADMILL_NO_TELEMETRY
      if isAlone { busy.end(at: end) } else { busy.taskEnded(at: end) }
      frame.changed(to: .idle, at: isTimed ? end : 0)
    #endif
  }

  /// The worker has found nothing to do.
  func becameIdle() {
    #if !THREADMILL_NO_TELEMETRY
      let own = frame.own
      // Busy time runs on, and since when it is idle is not known, if the last task was not timed.
      guard own.state != .idle || busy.isRunning || own.stateSince == 0 else { return }
      let now = MonotonicClock.nanoseconds
      busy.end(at: now)
      frame.changed(to: .idle, at: now)
    #endif
  }

  /// Runs other tasks while one waits for them, and shows that one again afterwards.
  func nested(_ body: () -> Void) {
    #if THREADMILL_NO_TELEMETRY
      tally.nested(body)
    #else
      let before = frame.own
      let name = taskName.withLock { $0 }
      tally.nested(body)
      taskName.withLock { $0 = name }
      let now = MonotonicClock.nanoseconds
      busy.taskBegan(at: now)
      frame.taskGoesOn(before, at: now)
    #endif
  }

  /// Runs `body` while this is where the calling thread writes what it does.
  func asCurrent(_ body: () -> Void) {
    let outer = unsafe tm_current_slot()
    unsafe tm_set_current_slot(Unmanaged.passUnretained(self).toOpaque())
    body()
    unsafe tm_set_current_slot(outer)
  }

  /// Where the calling thread writes what it does, if it is a worker.
  static var current: WorkerSlot? {
    // Safety: set by a frame further up, which holds it.
    unsafe tm_current_slot().map { unsafe Unmanaged.fromOpaque($0).takeUnretainedValue() }
  }

  /// What a worker did before it was blocked.
  struct Unblocked {
    fileprivate let state: WorkerState
    fileprivate let blockedOn: String?
  }

  /// The task waits for what others must do.
  ///
  /// - Parameters:
  ///   - what: as a person reads it: `lock "counter"`.
  ///   - moment: monotonic nanoseconds.
  /// - Returns: what it is to go back to; `nil` if it has no task, and shows nothing.
  func blockBegan(on what: String, at moment: Int64) -> Unblocked? {
    #if THREADMILL_NO_TELEMETRY
      return nil
    #else
      let state = frame.own.state
      guard state.isBusy else { return nil }
      // A wait within another one: what has passed of the outer one is not forgotten.
      if state == .blocked { add(moment - frame.own.stateSince, to: blocked) }
      let before = blockedOn.withLock { blockedOn in
        defer { blockedOn = what }
        return blockedOn
      }
      frame.changed(to: .blocked, at: moment)
      return Unblocked(state: state, blockedOn: before)
    #endif
  }

  /// The task goes on with what it did before.
  ///
  /// - Parameters:
  ///   - before: what ``blockBegan(on:at:)`` has said.
  ///   - moment: monotonic nanoseconds.
  ///   - isLock: whether the wait counts as lock wait.
  func blockEnded(_ before: Unblocked?, at moment: Int64, isLock: Bool) {
    #if !THREADMILL_NO_TELEMETRY
      guard let before else { return }
      // Within what was called I/O a task may have run another one, and is not blocked any more.
      if frame.own.state == .blocked {
        let waited = moment - frame.own.stateSince
        add(waited, to: blocked)
        if isLock { add(waited, to: lockWait) }
      }
      blockedOn.withLock { $0 = before.blockedOn }
      frame.changed(to: before.state, at: moment)
    #endif
  }

  func waitBegan(_ wait: PacedWait) {
    #if !THREADMILL_NO_TELEMETRY
      let now = MonotonicClock.nanoseconds
      if frame.own.state == .blocked {
        // A sleep within what was called I/O: the lane shows the sleep, and the rest counts.
        add(now - frame.own.stateSince, to: blocked)
        isBlockedAfterWait.store(true, ordering: .relaxed)
      }
      frame.waitBegan(wait, at: now)
    #endif
  }

  func waitMoved(_ wait: PacedWait, isHeld: Bool) {
    #if !THREADMILL_NO_TELEMETRY
      frame.waitMoved(wait)
    #endif
    setHeld(isHeld)
  }

  func waitEnded() {
    setHeld(false)
    #if !THREADMILL_NO_TELEMETRY
      let isBlocked = isBlockedAfterWait.load(ordering: .relaxed)
      if isBlocked { isBlockedAfterWait.store(false, ordering: .relaxed) }
      frame.changed(to: isBlocked ? .blocked : .running, at: MonotonicClock.nanoseconds)
    #endif
  }

  func reported(_ done: Int, of total: Int) {
    #if !THREADMILL_NO_TELEMETRY
      frame.reported(done, of: total)
    #endif
  }

  /// One of the worker's tasks in so many is timed from now on.
  func setStride(_ stride: Int) {
    if timestampStride != stride { self.stride.store(stride, ordering: .relaxed) }
  }

  func setHeld(_ isHeld: Bool) { held.store(isHeld, ordering: .relaxed) }

  private func add(_ amount: Int64, to counter: borrowing Atomic<Int64>) {
    counter.store(counter.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }

  // MARK: Read by anybody

  /// One of the worker's tasks in so many is timed.
  var timestampStride: Int { stride.load(ordering: .relaxed) }

  /// What the worker does at `now`; `paced` is the same moment on its pool's paced clock.
  func snapshot(at now: Int64, paced: Int64, isRetiring: Bool = false) -> WorkerSnapshot {
    let frame = frame.read()
    var worker = WorkerSnapshot(id: index, name: name, kind: kind, state: frame.state)
    worker.stateAge = frame.stateSince == 0 ? nil : .nanoseconds(max(0, now - frame.stateSince))
    worker.isHeld = held.load(ordering: .relaxed)
    worker.isRetiring = isRetiring && frame.state.isAlive
    let latency = startLatency.load(ordering: .relaxed)
    worker.startLatency = latency < 0 ? nil : .nanoseconds(latency)
    worker.task = frame.state.isBusy ? task(frame, at: now, paced: paced) : nil
    (worker.finished, worker.failed, worker.cancelled) = tally.ended()
    worker.busy = .nanoseconds(busy.shown())
    worker.queueWait = .nanoseconds(queueWait.load(ordering: .relaxed))
    worker.lockWait = .nanoseconds(lockWait.load(ordering: .relaxed))
    worker.blocked = .nanoseconds(blocked.load(ordering: .relaxed))
    worker.blockedOn = frame.state == .blocked ? blockedOn.withLock { $0 } : nil
    let service = lastService.load(ordering: .relaxed)
    worker.lastService = service < 0 ? nil : .nanoseconds(service)
    worker.cpu = cpu.read(in: sleep(frame)).map { .nanoseconds($0) }
    return worker
  }

  /// Which of its sleeps the worker is in; `nil` if it may be executing something.
  ///
  /// An even number is a wait, an odd one is parked. Idle alone is no sleep: callbacks may run.
  private func sleep(_ frame: LaneFrame.Copy) -> UInt32? {
    if frame.isTorn { return nil }
    if frame.state == .waiting { return frame.version }
    let parking = parking.load(ordering: .relaxed)
    return parking & 1 == 1 ? parking : nil
  }

  private func task(_ frame: LaneFrame.Copy, at now: Int64, paced: Int64) -> TaskSnapshot {
    TaskSnapshot(
      id: frame.taskID,
      name: taskName.withLock { $0?.task == frame.taskID ? $0?.name : nil },
      elapsed: frame.taskStart == 0 ? nil : .nanoseconds(max(0, now - frame.taskStart)),
      activity: activity(frame, paced: paced)
    )
  }

  private func activity(_ frame: LaneFrame.Copy, paced: Int64) -> TaskActivity {
    if frame.isTorn { return .unreported }
    if frame.state == .waiting {
      let elapsed = paced.saturatingSubtract(frame.waitStart)
      return .wait(
        elapsed: .nanoseconds(min(max(0, elapsed), frame.waitTotal)),
        requested: .nanoseconds(frame.waitTotal)
      )
    }
    guard frame.stepsTotal > 0 else { return .unreported }
    return .steps(done: Int(frame.stepsDone), total: Int(frame.stepsTotal))
  }
}
