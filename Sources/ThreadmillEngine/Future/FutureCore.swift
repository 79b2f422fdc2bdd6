// SPDX-License-Identifier: Apache-2.0

/// Everything about a future but the type of its value, and about its task, if it has one.
///
/// Not generic on purpose: generic code of this module runs unspecialized in a client, where each
/// step looks up type metadata (50 to 100 ns a look, measured: a round trip took ten times as long).
/// What needs the types is a closure that the inlined ``ClosurePool/submit(name:_:)`` makes.
@usableFromInline
package class FutureCore: @unchecked Sendable {
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

  // Safety: `machine` is touched only under `lock`. `body` and `pool` are set before the future is
  // shared and taken by whoever the machine lets start or cancel it: exactly one of the two.
  // `isCancelled` and `isRefused` are written before `signal` is settled and read only after that
  // was seen. `isInPool` is touched only by whoever hands the task in, before the future is shared.
  private let lock = Lock()
  private let signal = SettleSignal()
  private var machine = FutureStateMachine<Callback>()
  private var body: Body?
  private final var pool: PoolStorage?
  private final var isCancelled = false
  private final var isRefused = false
  private final var isInPool = false

  @usableFromInline
  init(name: String?, body: Body?) {
    self.name = name
    self.body = body
  }

  // MARK: State

  /// Whether the outcome can be read.
  @usableFromInline final var isSettled: Bool { signal.isSettled }

  /// Whether the outcome is cancellation before the start; only meaningful when settled.
  @usableFromInline final var wasCancelled: Bool { isCancelled }

  /// Whether no pool has taken it; only meaningful when settled.
  @usableFromInline final var wasTakenByNobody: Bool { isRefused }

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

  /// Says whose queue it is about to enter.
  final func enter(_ pool: PoolStorage) {
    self.pool = pool
    isInPool = true
  }

  /// Marks the start of the work; `false` if it must not start.
  final func start() -> Bool {
    guard lock.withLock({ machine.start() }) else { return false }
    pool = nil
    return true
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
    guard lock.withLock({ machine.cancel() }) else { return false }
    isCancelled = true
    // What the body has captured is freed at the end: that may be somebody's code, and it may look
    // at this very future.
    let captured = body.take()
    pool.take()?.itemWasCancelled(self)
    withExtendedLifetime(captured) { announce() }
    return true
  }

  /// Forgets the pool, because it has refused the task; another one may take it.
  final func wasRefused() {
    pool = nil
    isInPool = false
  }

  /// Ends the future, because no pool has taken its task.
  @usableFromInline
  final func refuse() { endUnstarted { isRefused = true } }

  /// Ends the future of a task that nobody will ever run; ends nothing if it has ended or runs.
  final func abandon() { endUnstarted {} }

  /// Ends the future unless a pool of the engine looks after its task.
  final func abandonOutsidePools() { if !isInPool { abandon() } }

  private func endUnstarted(_ note: () -> Void) {
    guard lock.withLock({ !machine.hasStarted && machine.settle() }) else { return }
    note()
    // Freed before anybody sees the outcome.
    body = nil
    announce()
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
