// SPDX-License-Identifier: Apache-2.0

/// Everything about a future but the type of its value, and about its task, if it has one.
///
/// Not generic on purpose: generic code of this module runs unspecialized in a client, where each
/// step looks up type metadata (50 to 100 ns a look, measured: a round trip took ten times as long).
/// What needs the types is a closure that the inlined ``ClosurePool/submit(name:_:)`` makes.
@usableFromInline
package class FutureCore: @unchecked Sendable {
  /// What runs once the outcome can be read.
  @usableFromInline package typealias Callback = @Sendable () -> Void
  /// Runs the task, keeps its outcome in `core`, and says how it ended.
  @usableFromInline package typealias Body =
    @Sendable (_ core: FutureCore, _ context: borrowing WorkContext) -> TaskEnding

  /// The task's number in its pool; set by the pool before anybody else sees the future.
  final var id: UInt64 = 0
  /// What its submitter called it.
  final let name: String?
  /// Monotonic nanoseconds of its submission, or 0 if it is not timed.
  final var submittedAt: Int64 = 0
  /// For how many submissions this one's queue wait stands.
  final var submissionWeight: Int64 = 1

  // Safety: `machine`, `pool` and `body` are touched only under `lock`, with two exceptions. Before
  // anybody else has seen the future, its submitter sets them without. And whom the machine lets
  // start it has `body` to itself from then on. `isCancelled` and `isRefused` are written before
  // `signal` is settled and read only after that was seen.
  private let lock = Lock()
  private let signal = SettleSignal()
  private var machine = FutureStateMachine<Callback>()
  private var body: Body?
  /// In whose queue it lies.
  private var pool: PoolStorage?
  private var isCancelled = false
  private var isRefused = false

  @usableFromInline
  init(name: String?, body: Body?) {
    self.name = name
    self.body = body
  }

  // MARK: State

  /// Whether the outcome can be read.
  @usableFromInline final var isSettled: Bool { signal.isSettled }

  /// Whether no pool has taken it; only meaningful when settled.
  @usableFromInline final var wasTakenByNobody: Bool { isRefused }

  /// Why there is an end without an outcome; only meaningful when settled.
  @usableFromInline
  final func wayItNeverRan<Failure: Error>() -> TaskError<Failure> {
    if isCancelled { return .cancelled }
    return isRefused ? .shutDown : .abandoned
  }

  /// Whether the work has been started.
  final var hasStarted: Bool { lock.withLock { machine.hasStarted } }

  /// Whether it ended, or is about to, without having been started.
  final var isHollow: Bool { lock.withLock { machine.phase != .pending && !machine.hasStarted } }

  /// Blocks until the outcome can be read; `false` if `deadline` has passed first.
  @discardableResult
  @usableFromInline
  final func wait(until deadline: Deadline?) -> Bool { signal.wait(until: deadline) }

  /// Suspends until the outcome can be read.
  @usableFromInline
  final func settled() async {
    guard !isSettled else { return }
    await unsafe withUnsafeContinuation { (waiter: UnsafeContinuation<Void, Never>) in
      whenSettled { unsafe waiter.resume() }
    }
  }

  /// Runs `waiter` as soon as the outcome can be read, now if it can; never behind a callback.
  ///
  /// - Parameters:
  ///   - key: for ``forget(_:)``.
  ///   - waiter: the engine's own code, and short.
  final func whenSettled(key: ObjectIdentifier? = nil, _ waiter: @escaping Callback) {
    if lock.withLock({ machine.addWaiter(waiter, key: key) }) { waiter() }
  }

  /// Forgets the waiters registered under `key`; one that is about to run still does.
  final func forget(_ key: ObjectIdentifier) { lock.withLock { machine.removeWaiters(key) } }

  /// Registers a callback; it runs at once if the future has ended and its callbacks have run.
  @usableFromInline
  final func onCompletion(_ callback: @escaping Callback) {
    if lock.withLock({ machine.add(callback) }) { callback() }
  }

  // MARK: Life

  /// Says whose queue it is about to enter; before anybody else sees the future.
  final func enterUnseen(_ pool: PoolStorage) { self.pool = pool }

  /// Forgets the pool that has refused it; before anybody else sees the future.
  final func leaveUnseen() { pool = nil }

  /// Says whose queue it enters, whoever else holds the future; under that pool's lock.
  ///
  /// - Returns: `false` if nothing is left to be done: it has ended, runs, or lies in a queue.
  final func enter(_ pool: PoolStorage) -> Bool {
    lock.withLock {
      guard machine.phase == .pending && self.pool == nil else { return false }
      self.pool = pool
      return true
    }
  }

  /// Marks the start of the work; `false` if it must not start.
  final func start() -> Bool {
    lock.withLock {
      guard machine.start() else { return false }
      pool = nil
      return true
    }
  }

  /// Runs the task that ``start()`` has allowed, without letting anybody see the outcome.
  final func run(_ context: borrowing WorkContext) -> TaskEnding {
    // Taken out, so that what it has captured is freed before anybody sees the outcome.
    guard let body = body.take() else { return .cancelled }
    return body(self, context)
  }

  /// Ends the life of a future that has not started.
  ///
  /// - Returns: whether it is cancelled, by this call or by an earlier one.
  final func cancel() -> Bool {
    if cancelIfPending() { return true }
    guard lock.withLock({ machine.isCancelled }) else { return false }
    // Another thread may be about to announce it; it runs no user code until then.
    return signal.wait(until: nil)
  }

  /// Ends the life of a future that has not started.
  ///
  /// - Returns: whether it was this call that cancelled it.
  @discardableResult
  final func cancelIfPending() -> Bool {
    endUnstarted {
      guard machine.cancel() else { return false }
      isCancelled = true
      return true
    }
  }

  /// Ends the future, because no pool has taken its task; ends nothing if it has ended or runs.
  @usableFromInline
  final func refuse() {
    endUnstarted {
      guard settleIfPending() else { return false }
      isRefused = true
      return true
    }
  }

  /// Ends the future of a task that nobody will ever run; ends nothing if it has ended or runs.
  final func abandon() { endUnstarted(settleIfPending) }

  /// Ends the future unless a pool of the engine looks after its task.
  final func abandonOutsidePools() { endUnstarted { pool == nil && settleIfPending() } }

  /// Under the lock.
  private func settleIfPending() -> Bool { machine.phase == .pending && machine.settle() }

  /// Ends the life of a future that has not started, if `end` does so under the lock.
  @discardableResult
  private func endUnstarted(_ end: () -> Bool) -> Bool {
    let left: (pool: PoolStorage?, body: Body?)? = lock.withLock {
      end() ? (pool.take(), body.take()) : nil
    }
    guard let left else { return false }
    left.pool?.itemWasCancelled(self)
    // What the body has captured is freed at the end: that may be somebody's code, and it may look
    // at this very future, or wait for it.
    withExtendedLifetime(left) { announce() }
    return true
  }

  /// Claims the right to end the future; the winner writes the outcome, then calls ``announce()``.
  final func beginSettling() -> Bool { lock.withLock { machine.settle() } }

  /// Lets everybody see the outcome, then runs waiters and callbacks.
  final func announce() {
    signal.settle()
    while true {
      let callbacks = lock.withLock { machine.takeCallbacks() }
      guard !callbacks.isEmpty else { return }
      for callback in callbacks { callback() }
    }
  }

  /// Ends the future with the outcome that ``run(_:)`` has kept.
  final func publish() {
    if beginSettling() { announce() }
  }
}
