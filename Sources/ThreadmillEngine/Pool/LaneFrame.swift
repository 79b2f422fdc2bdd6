// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Synchronization
internal import ThreadmillTelemetry

/// What one worker does at this moment, in fields that belong together; written by it, read by anybody.
///
/// Nobody waits: `version` is odd while the fields change, and a reader who finds that it has changed
/// meanwhile reads again, so that it never mixes two tasks.
struct LaneFrame: ~Copyable {
  // Single writer, so every field is stored, never read-modify-written. The fields are released and
  // acquired one by one, which orders them with `version` without a fence (fences are invisible to
  // ThreadSanitizer).
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

  /// The fields as of one moment; times are in monotonic nanoseconds, 0 where they are not known.
  struct Copy {
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

  // MARK: For the worker alone

  /// What it does, as far as its own thread knows.
  var own: Copy { borrowing get { copy() } }

  /// A task begins.
  @inline(__always)
  borrowing func taskBegan(id: UInt64, at start: Int64) {
    write {
      become(.running, start)
      taskID.store(id, ordering: .releasing)
      taskStart.store(start, ordering: .releasing)
      stepsTotal.store(0, ordering: .releasing)
    }
  }

  /// A task goes on that stood aside for others.
  borrowing func taskGoesOn(_ copy: Copy, at moment: Int64) {
    write {
      become(.running, moment)
      taskID.store(copy.taskID, ordering: .releasing)
      taskStart.store(copy.taskStart, ordering: .releasing)
      stepsDone.store(copy.stepsDone, ordering: .releasing)
      stepsTotal.store(copy.stepsTotal, ordering: .releasing)
    }
  }

  /// The state changes, and nothing else.
  @inline(__always)
  borrowing func changed(to state: WorkerState, at moment: Int64) {
    write { become(state, moment) }
  }

  borrowing func waitBegan(_ wait: PacedWait, at moment: Int64) {
    write {
      become(.waiting, moment)
      waitStart.store(wait.began, ordering: .releasing)
      waitTotal.store(wait.requested, ordering: .releasing)
    }
  }

  borrowing func waitMoved(_ wait: PacedWait) {
    write {
      waitStart.store(wait.began, ordering: .releasing)
      waitTotal.store(wait.requested, ordering: .releasing)
    }
  }

  borrowing func reported(_ done: Int, of total: Int) {
    write {
      stepsDone.store(Int64(done), ordering: .releasing)
      stepsTotal.store(Int64(total), ordering: .releasing)
    }
  }

  @inline(__always)
  private borrowing func become(_ next: WorkerState, _ moment: Int64) {
    state.store(next.rawValue, ordering: .releasing)
    stateSince.store(moment, ordering: .releasing)
  }

  @inline(__always)
  private borrowing func write(_ body: () -> Void) {
    let before = version.load(ordering: .relaxed)
    version.store(before &+ 1, ordering: .relaxed)
    body()
    // Releases the fields; pairs with the acquiring loads in read().
    version.store(before &+ 2, ordering: .releasing)
  }

  // MARK: For anybody

  /// A copy takes about 10 ns, so that even an unlucky reader is done in a few microseconds.
  private static var readAttempts: Int { 128 }

  borrowing func read() -> Copy {
    for _ in 0..<Self.readAttempts {
      let before = version.load(ordering: .acquiring)
      var frame = copy()
      // The acquiring loads above keep this one behind them.
      if before & 1 == 0 && version.load(ordering: .relaxed) == before {
        frame.version = before
        return frame
      }
      tm_spin_hint()
    }
    // The worker reports faster than anybody can read: how far it is has no meaning then.
    return copy()
  }

  private borrowing func copy() -> Copy {
    Copy(
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
