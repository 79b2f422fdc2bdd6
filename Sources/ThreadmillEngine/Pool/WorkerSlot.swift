// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Synchronization
internal import ThreadmillTelemetry

/// Where one worker writes what it does, for anybody to read at any time, and where it hears what
/// is asked of it.
///
/// Only its worker writes what it does, without waiting for anyone; readers copy. Fields that
/// belong together are framed by `version`, which is odd while they change, so that a reader never
/// mixes two tasks. Padding keeps two workers off each other's cache lines.
///
/// Built with `THREADMILL_NO_TELEMETRY` it records nothing: that is how the price is measured.
final class WorkerSlot: Sendable {
  private let padBefore = PaddingLine()

  let index: Int
  let name: String
  let kind: WorkerKind
  /// Monotonic nanoseconds at which the worker was asked for.
  private let requestedAt = Atomic<Int64>(MonotonicClock.nanoseconds)

  // Single writer, so every field is stored, never read-modify-written. Relaxed suffices for
  // counters; the frame's fields are released and acquired one by one, which orders them with
  // `version` without a fence (fences are invisible to ThreadSanitizer).
  private let version = Atomic<UInt32>(0)
  private let state = Atomic<UInt8>(WorkerState.starting.rawValue)
  private let stateSince = Atomic<Int64>(0)
  private let taskID = Atomic<UInt64>(0)
  private let taskStart = Atomic<Int64>(0)
  private let waitStart = Atomic<Int64>(0)
  private let waitTotal = Atomic<Int64>(0)
  private let stepsDone = Atomic<Int64>(0)
  /// 0 if the task has reported nothing.
  private let stepsTotal = Atomic<Int64>(0)

  private let held = Atomic<Bool>(false)
  private let cancelRequested = Atomic<Bool>(false)
  /// 1 when a parked worker may go on; the worker takes the 1 away.
  private let token = Atomic<UInt32>(0)
  /// Counts up when the worker parks and when it goes on: odd while it sleeps.
  private let parking = Atomic<UInt32>(0)
  private let stride = Atomic<Int>(1)
  private let startLatency = Atomic<Int64>(-1)
  private let started = Atomic<UInt64>(0)
  /// Tasks inside which it runs others.
  private let nesting = Atomic<UInt64>(0)
  private let finished = Atomic<UInt64>(0)
  private let failed = Atomic<UInt64>(0)
  private let cancelled = Atomic<UInt64>(0)
  private let busy = BusyTime()
  private let queueWait = Atomic<Int64>(0)
  private let lockWait = Atomic<Int64>(0)
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
    become(.idle, since: now)
  }

  /// The worker's last instruction.
  func workerEnded(_ ending: WorkerState) {
    cpu.end()
    busy.end(at: MonotonicClock.nanoseconds)
    become(ending, since: MonotonicClock.nanoseconds)
  }

  /// A task begins; `start` is in monotonic nanoseconds, or 0 if this task is not timed.
  func taskBegan(id: UInt64, name: String?, start: Int64, queueWait waited: Int64) {
    #if !THREADMILL_NO_TELEMETRY
      if let name { taskName.withLock { $0 = (id, name) } }
      if waited > 0 { add(waited, to: queueWait) }
      busy.taskBegan(at: start)
      frame {
        state.store(WorkerState.running.rawValue, ordering: .releasing)
        stateSince.store(start, ordering: .releasing)
        taskID.store(id, ordering: .releasing)
        taskStart.store(start, ordering: .releasing)
        stepsTotal.store(0, ordering: .releasing)
      }
    #endif
  }

  /// Counts a task that begins.
  func countStart() { increment(started) }

  /// Counts a task that has ended.
  func count(_ ending: TaskEnding) {
    // Released, so that whoever reads it also reads that the task has been started.
    switch ending {
    case .finished: increment(finished)
    case .failed: increment(failed)
    case .cancelled: increment(cancelled)
    }
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
      become(.idle, since: isTimed ? end : 0)
    #endif
  }

  /// The worker has found nothing to do.
  func becameIdle() {
    #if !THREADMILL_NO_TELEMETRY
      let isIdle = state.load(ordering: .relaxed) == WorkerState.idle.rawValue
      // Busy time runs on, and since when it is idle is not known, if the last task was not timed.
      guard !isIdle || busy.isRunning || stateSince.load(ordering: .relaxed) == 0 else { return }
      let now = MonotonicClock.nanoseconds
      busy.end(at: now)
      become(.idle, since: now)
    #endif
  }

  /// Runs other tasks while one waits for them, and shows that one again afterwards.
  func nested(_ body: () -> Void) {
    let id = taskID.load(ordering: .relaxed)
    let start = taskStart.load(ordering: .relaxed)
    let (done, total) = (stepsDone.load(ordering: .relaxed), stepsTotal.load(ordering: .relaxed))
    let name = taskName.withLock { $0 }
    nesting.store(nesting.load(ordering: .relaxed) + 1, ordering: .relaxed)
    body()
    nesting.store(nesting.load(ordering: .relaxed) - 1, ordering: .relaxed)
    #if !THREADMILL_NO_TELEMETRY
      taskName.withLock { $0 = name }
      let now = MonotonicClock.nanoseconds
      busy.taskBegan(at: now)
      frame {
        state.store(WorkerState.running.rawValue, ordering: .releasing)
        stateSince.store(now, ordering: .releasing)
        taskID.store(id, ordering: .releasing)
        taskStart.store(start, ordering: .releasing)
        stepsDone.store(done, ordering: .releasing)
        stepsTotal.store(total, ordering: .releasing)
      }
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

  /// The task waits for what others must do.
  ///
  /// - Parameters:
  ///   - what: as a person reads it: `lock "counter"`.
  ///   - moment: monotonic nanoseconds.
  func blockBegan(on what: String, at moment: Int64) {
    #if !THREADMILL_NO_TELEMETRY
      blockedOn.withLock { $0 = what }
      become(.blocked, since: moment)
    #endif
  }

  /// The task goes on.
  ///
  /// - Parameters:
  ///   - moment: monotonic nanoseconds.
  ///   - isLock: whether the wait counts as lock wait.
  func blockEnded(at moment: Int64, isLock: Bool) {
    #if !THREADMILL_NO_TELEMETRY
      if isLock { add(moment - stateSince.load(ordering: .relaxed), to: lockWait) }
      become(.running, since: moment)
      blockedOn.withLock { $0 = nil }
    #endif
  }

  func waitBegan(_ wait: PacedWait) {
    #if !THREADMILL_NO_TELEMETRY
      let now = MonotonicClock.nanoseconds
      frame {
        state.store(WorkerState.waiting.rawValue, ordering: .releasing)
        stateSince.store(now, ordering: .releasing)
        waitStart.store(wait.began, ordering: .releasing)
        waitTotal.store(wait.requested, ordering: .releasing)
      }
    #endif
  }

  func waitMoved(_ wait: PacedWait, isHeld: Bool) {
    #if !THREADMILL_NO_TELEMETRY
      frame {
        waitStart.store(wait.began, ordering: .releasing)
        waitTotal.store(wait.requested, ordering: .releasing)
      }
    #endif
    setHeld(isHeld)
  }

  func waitEnded() {
    setHeld(false)
    #if !THREADMILL_NO_TELEMETRY
      become(.running, since: MonotonicClock.nanoseconds)
    #endif
  }

  func reported(_ done: Int, of total: Int) {
    #if !THREADMILL_NO_TELEMETRY
      frame {
        stepsDone.store(Int64(done), ordering: .releasing)
        stepsTotal.store(Int64(total), ordering: .releasing)
      }
    #endif
  }

  /// One of the worker's tasks in so many is timed from now on.
  func setStride(_ stride: Int) {
    if timestampStride != stride { self.stride.store(stride, ordering: .relaxed) }
  }

  func setHeld(_ isHeld: Bool) { held.store(isHeld, ordering: .relaxed) }

  /// The worker's state changes, and nothing else.
  @inline(__always)
  private func become(_ next: WorkerState, since moment: Int64) {
    frame {
      state.store(next.rawValue, ordering: .releasing)
      stateSince.store(moment, ordering: .releasing)
    }
  }

  @inline(__always)
  private func frame(_ body: () -> Void) {
    let before = version.load(ordering: .relaxed)
    version.store(before &+ 1, ordering: .relaxed)
    body()
    // Releases the fields; pairs with the acquiring loads in snapshot().
    version.store(before &+ 2, ordering: .releasing)
  }

  private func add(_ amount: Int64, to counter: borrowing Atomic<Int64>) {
    counter.store(counter.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }

  private func increment(_ counter: borrowing Atomic<UInt64>) {
    counter.store(counter.load(ordering: .relaxed) &+ 1, ordering: .releasing)
  }

  /// How many tasks it has started; exact for its own thread.
  var startedCount: UInt64 { started.load(ordering: .relaxed) }

  // MARK: Read by anybody

  /// Adds what it has done and what is in its hands: one task, none, or more if it waits inside one for
  /// others and runs them meanwhile.
  ///
  /// A task that has begun while this is read counts as not yet started.
  func add(to counts: inout TaskCounts) {
    let finished = finished.load(ordering: .acquiring)
    let failed = failed.load(ordering: .acquiring)
    let cancelled = cancelled.load(ordering: .acquiring)
    // Not less than what has ended: those counters were read with acquiring loads, and before.
    let left = started.load(ordering: .relaxed) - finished - failed - cancelled
    counts.finished += finished
    counts.failed += failed
    counts.cancelled += cancelled
    counts.running += min(1 + nesting.load(ordering: .relaxed), left)
  }

  /// The fields that belong together, copied as of one moment.
  private struct Frame {
    var state: WorkerState
    var stateSince: Int64
    var taskID: UInt64
    var taskStart: Int64
    var waitStart: Int64
    var waitTotal: Int64
    var stepsDone: Int64
    var stepsTotal: Int64
    /// The version that it is, an even number; odd if it may mix two reports.
    var version: UInt32 = 1

    var isTorn: Bool { version & 1 == 1 }
  }

  /// One of the worker's tasks in so many is timed.
  var timestampStride: Int { stride.load(ordering: .relaxed) }

  /// What the worker does at `now`; `paced` is the same moment on its pool's paced clock.
  func snapshot(at now: Int64, paced: Int64, isRetiring: Bool = false) -> WorkerSnapshot {
    let frame = readFrame()
    var worker = WorkerSnapshot(id: index, name: name, kind: kind, state: frame.state)
    worker.stateAge = frame.stateSince == 0 ? nil : .nanoseconds(max(0, now - frame.stateSince))
    worker.isHeld = held.load(ordering: .relaxed)
    worker.isRetiring = isRetiring && frame.state.isAlive
    let latency = startLatency.load(ordering: .relaxed)
    worker.startLatency = latency < 0 ? nil : .nanoseconds(latency)
    worker.task = frame.state.isBusy ? task(frame, at: now, paced: paced) : nil
    worker.finished = finished.load(ordering: .acquiring)
    worker.failed = failed.load(ordering: .acquiring)
    worker.cancelled = cancelled.load(ordering: .acquiring)
    worker.busy = .nanoseconds(busy.shown())
    worker.queueWait = .nanoseconds(queueWait.load(ordering: .relaxed))
    worker.lockWait = .nanoseconds(lockWait.load(ordering: .relaxed))
    worker.blockedOn = frame.state == .blocked ? blockedOn.withLock { $0 } : nil
    let service = lastService.load(ordering: .relaxed)
    worker.lastService = service < 0 ? nil : .nanoseconds(service)
    worker.cpu = cpu.read(in: sleep(frame)).map { .nanoseconds($0) }
    return worker
  }

  /// Which of its sleeps the worker is in; `nil` if it may be executing something.
  ///
  /// An even number is a wait, an odd one is parked. Idle alone is no sleep: callbacks may run.
  private func sleep(_ frame: Frame) -> UInt32? {
    if frame.isTorn { return nil }
    if frame.state == .waiting { return frame.version }
    let parking = parking.load(ordering: .relaxed)
    return parking & 1 == 1 ? parking : nil
  }

  private func task(_ frame: Frame, at now: Int64, paced: Int64) -> TaskSnapshot {
    TaskSnapshot(
      id: frame.taskID,
      name: taskName.withLock { $0?.task == frame.taskID ? $0?.name : nil },
      elapsed: frame.taskStart == 0 ? nil : .nanoseconds(max(0, now - frame.taskStart)),
      activity: activity(frame, paced: paced)
    )
  }

  private func activity(_ frame: Frame, paced: Int64) -> TaskActivity {
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

  private func readFrame() -> Frame {
    for _ in 0..<Self.readAttempts {
      let before = version.load(ordering: .acquiring)
      var frame = copyFrame()
      // The acquiring loads above keep this one behind them.
      if before & 1 == 0 && version.load(ordering: .relaxed) == before {
        frame.version = before
        return frame
      }
      tm_spin_hint()
    }
    // The worker reports faster than anybody can read: how far it is has no meaning then.
    return copyFrame()
  }

  /// A copy takes about 10 ns, so that even an unlucky reader is done in a few microseconds.
  private static var readAttempts: Int { 128 }

  private func copyFrame() -> Frame {
    Frame(
      state: WorkerState(rawValue: state.load(ordering: .acquiring)) ?? .idle,
      stateSince: stateSince.load(ordering: .acquiring),
      taskID: taskID.load(ordering: .acquiring),
      taskStart: taskStart.load(ordering: .acquiring),
      waitStart: waitStart.load(ordering: .acquiring),
      waitTotal: waitTotal.load(ordering: .acquiring),
      stepsDone: stepsDone.load(ordering: .acquiring),
      stepsTotal: stepsTotal.load(ordering: .acquiring)
    )
  }
}

/// A cache line that nobody touches.
private struct PaddingLine {
  let line: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0, 0, 0, 0, 0, 0, 0, 0
  )
}
