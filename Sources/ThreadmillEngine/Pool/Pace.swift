// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The time in which tasks wait: it can be slowed, paused and stopped while they do.
///
/// Give one pace to all pools and threads of a run. `context.sleep(for:)` waits in its time, so a
/// change acts on every running wait at once; `context.progress(_:of:)` stands still while it is
/// paused.
///
/// ```swift
/// let pace = Pace(speed: 0.1)                       // ten times slower
/// let pool = try ThreadPool(workers: 4, pace: pace)
/// _ = pool.submit { context in try context.sleep(for: .milliseconds(100)) }   // really takes 1 s
/// pace.pause()
/// ```
///
/// Memory ordering: a task that returns from a wait sees everything done before the change that
/// ended it.
public final class Pace: Sendable {
  /// Speeds that can be set: a thousand times slower to a thousand times faster.
  public static let speedRange = 0.001...1000

  private let course: Guarded<PaceCourse>
  /// Changes with every change of the course; sleepers sleep on it.
  private let sequence = Atomic<UInt32>(0)
  /// Whether it has been stopped; once and for all, so that no lock is needed to look.
  private let stopped = Atomic<Bool>(false)
  /// Whether `checkpoint` has anything to look at: paused or stopped.
  private let isDisturbed = Atomic<Bool>(false)

  /// Starts a paced clock at zero.
  ///
  /// - Parameter speed: paced seconds for each real one, clamped to ``speedRange``.
  public init(speed: Double = 1) {
    course = Guarded(PaceCourse(speed: Self.clamped(speed), at: MonotonicClock.nanoseconds))
  }

  private static func clamped(_ speed: Double) -> Double {
    speed.isNaN ? 1 : min(max(speed, speedRange.lowerBound), speedRange.upperBound)
  }

  // MARK: The clock

  /// Paced time since the creation of the clock; it stands still while paused.
  public var now: Duration { .nanoseconds(nowNanoseconds) }

  var nowNanoseconds: Int64 {
    // The clock is read under the lock, here as everywhere: in any other order with a change of
    // course the paced clock would run backwards.
    course.withLock { $0.paced(at: MonotonicClock.nanoseconds) }
  }

  /// Paced seconds for each real one.
  public var speed: Double { course.withLock { $0.speed } }
  /// Whether it stands still.
  public var isPaused: Bool { course.withLock { $0.isPaused } }
  /// Whether it has been stopped; costs one load.
  public var isStopped: Bool {
    // Acquires what was done before the stop; pairs with the release in stop().
    stopped.load(ordering: .acquiring)
  }

  /// Changes the speed, also of waits that are going on.
  ///
  /// - Parameter speed: paced seconds for each real one, clamped to ``speedRange``.
  public func setSpeed(_ speed: Double) { change { $0.speed = Self.clamped(speed) } }

  /// Makes the clock and everything that waits in its time stand still.
  public func pause() { change { $0.isPaused = true } }

  /// Lets it go on where it stood.
  public func resume() { change { $0.isPaused = false } }

  /// Ends every wait and every progress report, present and future, with `CancellationError`.
  public func stop() {
    stopped.store(true, ordering: .releasing)
    change { _ in }
  }

  private func change(_ body: (inout PaceCourse) -> Void) {
    course.withLock { course in
      course.rebase(at: MonotonicClock.nanoseconds)
      body(&course)
      isDisturbed.store(course.isPaused || isStopped, ordering: .relaxed)
    }
    wakeSleepers()
  }

  /// Lets every sleeper look again at what it waits for.
  func wakeSleepers() {
    // Releases what the caller has changed; pairs with the acquiring load in waiters.
    sequence.wrappingAdd(1, ordering: .releasing)
    Futex.wakeAll(sequence)
  }

  // MARK: Waiting

  /// Makes a duration that can be changed while threads wait for multiples of it.
  ///
  /// - Parameter value: what it is at first, in paced time; below zero counts as zero.
  /// - Returns: a duration for the waits of this pace only.
  public func liveDuration(_ value: Duration) -> LiveDuration { LiveDuration(value, pace: self) }

  /// Waits on a plain thread.
  ///
  /// - Parameter duration: paced time; zero or less returns at once.
  /// - Throws: `CancellationError` when the pace is stopped.
  @available(*, noasync)
  public func sleep(for duration: Duration) throws(CancellationError) {
    var wait = PacedWait(requested: duration.wholeNanoseconds, at: nowNanoseconds)
    try sleep(&wait, recording: nil)
  }

  /// Waits until `wait` is over; its progress, holds and cancellation go through `slot`.
  func sleep(_ wait: inout PacedWait, recording slot: WorkerSlot?) throws(CancellationError) {
    slot?.waitBegan(wait)
    defer { slot?.waitEnded() }
    while true {
      // Acquires what was changed before the wake; pairs with the release in wakeSleepers().
      let seen = sequence.load(ordering: .acquiring)
      let (course, monotonic) = course.withLock { ($0, MonotonicClock.nanoseconds) }
      if isStopped || slot?.isCancelRequested == true { throw CancellationError() }
      let isOver = wait.advance(to: course.paced(at: monotonic))
      slot?.waitMoved(wait, isHeld: course.isPaused)
      if isOver && !course.isPaused { return }
      _ = Futex.wait(on: sequence, while: seen, until: course.monotonic(at: wait.deadline))
    }
  }

  /// Stands still while paused.
  ///
  /// - Throws: `CancellationError` when the pace is stopped or `slot` is asked to cancel.
  func checkpoint(recording slot: WorkerSlot?) throws(CancellationError) {
    if slot?.isCancelRequested == true { throw CancellationError() }
    // Relaxed: a report that comes a moment too early passes, the next one stands still.
    guard isDisturbed.load(ordering: .relaxed) else { return }
    defer { slot?.setHeld(false) }
    while true {
      let seen = sequence.load(ordering: .acquiring)
      if isStopped || slot?.isCancelRequested == true { throw CancellationError() }
      guard isPaused else { return }
      slot?.setHeld(true)
      _ = Futex.wait(on: sequence, while: seen)
    }
  }
}
