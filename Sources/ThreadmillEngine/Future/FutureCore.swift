// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Synchronization

/// Everything about a future but the type of its value, and about its task, if it has one.
///
/// Not generic on purpose: generic code of this module runs unspecialized in a client, where each
/// step looks up type metadata (50 to 100 ns a look, measured: a round trip took ten times as long).
/// What needs the types is a closure that the inlined `submit` makes.
@safe
@usableFromInline
package class FutureCore: PoolItem, @unchecked Sendable {
  // Safety: `word` says who may touch what. The facts are written before a worker sees the task, and
  // under its pool's lock from then on; `notices` only under `lock`; what lies in `place`, with the two
  // marks beside it, only by whoever the word has let start or end the task, and by readers after the
  // end, which acquire what was written.

  /// What runs once the outcome can be read.
  @usableFromInline package typealias Callback = @Sendable () -> Void
  /// Does for `core` what takes knowledge of the types; captures nothing, or nothing of the task's.
  @usableFromInline package typealias Body =
    @Sendable (_ core: FutureCore, _ duty: FutureDuty) -> TaskEnding

  /// What its pool writes before a worker sees the task; see `place` on why nobody checks.
  private struct QueueFacts {
    var id: UInt64 = 0
    var submittedAt: Int64 = 0
    var submissionWeight: UInt32 = 1
    var priority = WorkPriority.normal
  }

  /// What only few futures have.
  private final class Notices {
    var list = NoticeList<Callback>()
    /// Why no pool has run it, if there is more to say than that it was shut down.
    var reason: String?
  }

  /// Where it is in its life; those who wait for its end sleep on it.
  private let word = Atomic<UInt32>(0)
  private let lock = BareLock()
  // Safety: in whose queue it lies, written before the word says so. Unowned, because a count of
  // references that every task changes on two processors costs more than the rest of a submission.
  // It is followed only by whoever has kept the task from starting: as long as that is not counted,
  // the pool has a task that is neither ended nor started, and lives.
  private var pool: Unmanaged<PoolStorage>?
  /// Under `lock`.
  private var notices: Notices?
  @exclusivity(unchecked) private var queueFacts = QueueFacts()
  // These share a word with the end of the facts: one byte more, and each future costs 16.
  /// Whether something lies in `place`.
  @exclusivity(unchecked) @usableFromInline final var isFilled = false
  /// Whether what lies there may be forgotten without running anybody's code.
  @exclusivity(unchecked) @usableFromInline final var isTrivial = false
  /// Whether it is a ``BulkTask``.
  final let isBulk: Bool
  /// What only few tasks have.
  private let extras: TaskExtras?
  private let body: Body
  // Safety: as ``content`` says in ``FutureStorage``; a subclass keeps its own elsewhere. Who may
  // touch what, and when, follows from the word: nothing is left to check at run time.
  /// First what is to be done, then what has come of it, as ``FutureStorage`` lays it out.
  @exclusivity(unchecked) @usableFromInline final var place: FuturePlace = (0, 0, 0, 0)

  @usableFromInline
  init(name: String?, isBulk: Bool = false, body: @escaping Body) {
    self.body = body
    self.isBulk = isBulk
    extras = name.map { TaskExtras(name: $0) }
  }

  deinit {
    if unsafe isFilled && !isTrivial { _ = body(self, .free) }
  }

  /// What its submitter called it.
  final var name: String? { extras?.name }

  // MARK: Queue facts

  /// The task's number in its pool; set by the pool before a worker sees it.
  final var id: UInt64 {
    get { unsafe queueFacts.id }
    set { unsafe queueFacts.id = newValue }
  }

  /// Monotonic nanoseconds of its submission, or 0 if it is not timed.
  final var submittedAt: Int64 {
    get { unsafe queueFacts.submittedAt }
    set { unsafe queueFacts.submittedAt = newValue }
  }

  /// For how many submissions this one's queue wait stands.
  final var submissionWeight: UInt32 {
    get { unsafe queueFacts.submissionWeight }
    set { unsafe queueFacts.submissionWeight = newValue }
  }

  /// How urgent the task is; set before anybody else sees the future, then only under the pool's lock.
  @usableFromInline package final var priority: WorkPriority {
    get { unsafe queueFacts.priority }
    set { unsafe queueFacts.priority = newValue }
  }

  // MARK: State

  /// Memory ordering: acquires what was done before the word was written.
  @inline(__always)
  private var now: FutureWord { FutureWord(rawValue: word.load(ordering: .acquiring)) }

  /// Whether the outcome can be read.
  @usableFromInline final var isSettled: Bool { now.isSettled }

  /// Whether no pool has taken it; only meaningful when settled.
  @usableFromInline final var wasTakenByNobody: Bool { now.isRefused }

  /// Why there is an end without an outcome; only meaningful when settled.
  @usableFromInline
  final func wayItNeverRan<Failure: Error>() -> TaskError<Failure> {
    let now = now
    if now.isCancelled { return .cancelled }
    guard now.isRefused else { return .abandoned }
    let reason = lock.withLock { notices?.reason }
    return reason.map { .rejected(reason: $0) } ?? .shutDown
  }

  /// Whether the work has been started.
  @usableFromInline final var hasStarted: Bool { now.hasStarted }

  /// Whether there is nothing to do for the queue in which it lies.
  final var isHollow: Bool { now.phase != .pending && !isBulk }

  /// Takes a step; answers the word before it, or `nil` if it may not be taken.
  @inline(__always)
  @discardableResult
  private func step(_ next: (FutureWord) -> FutureWord?) -> FutureWord? {
    // That a step may not be taken is an answer, too: its caller may read what there is then.
    var seen = word.load(ordering: .acquiring)
    while true {
      guard let wanted = next(FutureWord(rawValue: seen)) else { return nil }
      let (isDone, actual) = word.compareExchange(
        expected: seen,
        desired: wanted.rawValue,
        successOrdering: .acquiringAndReleasing,
        failureOrdering: .acquiring
      )
      if isDone { return FutureWord(rawValue: seen) }
      seen = actual
    }
  }

  // MARK: Waiting

  /// Blocks until the outcome can be read; `false` if `deadline` has passed first.
  @discardableResult
  @usableFromInline
  final func wait(until deadline: Deadline?) -> Bool {
    isSettled || waitLonger(until: deadline)
  }

  @inline(never)
  private func waitLonger(until deadline: Deadline?) -> Bool {
    let helper = PoolHelper.current
    var backoff = Backoff()
    while !isSettled {
      if deadline?.hasPassed == true { return false }
      let help = helper?.help(self) ?? .none
      if help == .given || backoff.spin() { continue }
      guard step({ $0.withSleepers() }) != nil else { return true }
      let seen = now
      if !seen.isSettled {
        let limit = help == .later ? PoolHelper.nextLook(before: deadline) : deadline
        _ = Futex.wait(on: word, while: seen.rawValue, until: limit)
      }
    }
    return true
  }

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
    leave(waiter) { list in list.addWaiter(waiter, key: key) }
  }

  /// Forgets the waiters registered under `key`; one that is about to run still does.
  final func forget(_ key: ObjectIdentifier) {
    lock.withLock { notices?.list.removeWaiters(key) }
  }

  /// Registers a callback; it runs at once if the future has ended and its callbacks have run.
  @usableFromInline
  final func onCompletion(_ callback: @escaping Callback) {
    leave(callback) { list in list.add(callback) }
  }

  /// Leaves word of what to run at the end, or runs it now.
  private func leave(_ notice: Callback, _ add: (inout NoticeList<Callback>) -> Bool) {
    enum Duty { case none, run, runAll }
    let duty: Duty = lock.withLock {
      if notices == nil {
        if isSettled { return .run }
        notices = Notices()
      }
      guard let notices else { return .run }
      if add(&notices.list) { return .run }
      let before = FutureWord(
        rawValue: word.bitwiseOr(FutureWord.noticesBit, ordering: .acquiringAndReleasing).oldValue
      )
      // Whoever has settled it meanwhile has not seen that there is something to run.
      return before.isSettled && !before.mayHaveNotices ? .runAll : .none
    }
    switch duty {
    case .none: break
    case .run: notice()
    case .runAll: runNotices()
    }
  }

  /// In whose queue it waits; only to be compared, because that pool may be gone.
  final var queueAddress: UnsafeRawPointer? {
    let now = now
    guard now.isQueued, now.phase == .pending || isBulk && now.phase == .running else { return nil }
    return unsafe pool.map { unsafe UnsafeRawPointer($0.toOpaque()) }
  }

  // MARK: Life

  /// Says whose queue it is about to enter; before anybody else sees the future.
  final func enterUnseen(_ pool: PoolStorage) {
    unsafe self.pool = Unmanaged.passUnretained(pool)
    word.store(FutureWord(rawValue: 0).queued().rawValue, ordering: .relaxed)
  }

  /// Forgets the pool that has refused it; before anybody else sees the future.
  final func leaveUnseen() { word.store(0, ordering: .relaxed) }

  /// Says whose queue it enters, whoever else holds the future; under that pool's lock.
  ///
  /// - Returns: `false` if nothing is left to be done: it has ended, runs, or lies in a queue.
  final func enter(_ pool: PoolStorage) -> Bool {
    guard step({ $0.entering() }) != nil else { return false }
    unsafe self.pool = Unmanaged.passUnretained(pool)
    step { $0.queued() }
    return true
  }

  /// Marks the start of the work; `false` if it must not start.
  @discardableResult
  final func start() -> Bool { step { $0.starting() } != nil }

  /// Runs the task that ``start()`` has allowed, without letting anybody see the outcome.
  final func run(_ context: borrowing WorkContext) -> TaskEnding {
    unsafe withUnsafePointer(to: context) { context in body(self, unsafe .run(context)) }
  }

  /// Ends the life of a future that has not started.
  ///
  /// - Returns: whether it is cancelled, by this call or by an earlier one.
  final func cancel() -> Bool {
    if cancelIfPending() { return true }
    guard now.isCancelled else { return false }
    // Another thread may be about to announce it; it runs no user code until then.
    return waitLonger(until: nil)
  }

  /// Ends the life of a future that has not started.
  ///
  /// - Returns: whether it was this call that cancelled it.
  @discardableResult
  final func cancelIfPending() -> Bool { endUnstarted { $0.cancelling() } }

  /// Ends the future, because no pool has taken its task; ends nothing if it has ended or runs.
  ///
  /// - Parameter reason: in one sentence; `nil` if it was shut down.
  /// - Returns: whether it was this call that ended it.
  @usableFromInline
  @discardableResult
  final func refuse(_ reason: String? = nil) -> Bool {
    explain(reason)
    return endUnstarted { $0.refusing() }
  }

  /// Keeps why it is refused, if it is.
  final func explain(_ reason: String?) {
    lock.withLock {
      if notices == nil && reason != nil { notices = Notices() }
      if !isSettled { notices?.reason = reason }
    }
  }

  /// Claims the right to drop a queued task; the winner then calls ``endDropped(_:)``.
  final func beginDropping() -> Bool { step { $0.refusing() } != nil }

  /// Ends a task that was dropped from its queue.
  final func endDropped(_ reason: String) {
    explain(reason)
    _ = body(self, .end)
  }

  /// Ends the future of a task that nobody will ever run; ends nothing if it has ended or runs.
  final func abandon() { endUnstarted { $0.abandoning() } }

  /// Ends the future unless a pool of the engine looks after its task.
  final func abandonOutsidePools() {
    endUnstarted { $0.isEntering || $0.isQueued ? nil : $0.abandoning() }
  }

  /// Ends the life of a future that has not started, by a step that only such a one may take.
  @discardableResult
  private func endUnstarted(_ end: (FutureWord) -> FutureWord?) -> Bool {
    while true {
      // Between the two words of enter(_:), which are a few nanoseconds apart.
      while now.isEntering, end(now) != nil { tm_spin_hint() }
      guard let before = step({ $0.isEntering ? nil : end($0) }) else {
        if now.isEntering, end(now) != nil { continue }
        return false
      }
      // Its pool lives at least until it has counted this, and as long as it is held here.
      if before.isQueued, let pool = unsafe pool?.takeUnretainedValue() {
        pool.itemWasCancelled(self)
      }
      _ = body(self, .end)
      return true
    }
  }

  /// Claims the right to end the future; the winner writes the outcome, then calls ``announce()``.
  @usableFromInline
  final func beginSettling() -> Bool { step { $0.ending() } != nil }

  /// Lets everybody see the outcome, then runs waiters and callbacks.
  @usableFromInline
  final func announce() {
    if settle(adding: FutureWord.settledFromEnding) { runNotices() }
  }

  /// Whether somebody may have left word of what to run at the end, so far.
  final var mayHaveNotices: Bool { now.mayHaveNotices }

  /// Ends the future of a task that has run, with the outcome that ``run(_:)`` has kept.
  ///
  /// - Returns: whether the caller has to call ``runNotices()``.
  final func publish() -> Bool { settle(adding: FutureWord.settledFromRunning) }

  /// Memory ordering: releases the outcome, and all that was done before; pairs with `now`.
  @inline(__always)
  private func settle(adding step: UInt32) -> Bool {
    let before = FutureWord(
      rawValue: word.wrappingAdd(step, ordering: .acquiringAndReleasing).oldValue
    )
    if before.mayHaveSleepers { Futex.wakeAll(word) }
    return before.mayHaveNotices
  }

  /// Runs waiters, then callbacks, until nothing is left; by one thread.
  @inline(never)
  final func runNotices() {
    while true {
      let notices: [Callback] = lock.withLock { self.notices?.list.takeAll() ?? [] }
      guard !notices.isEmpty else { return }
      for notice in notices { notice() }
    }
  }
}

/// Room for the work or the outcome of most tasks.
@usableFromInline package typealias FuturePlace = (UInt64, UInt64, UInt64, UInt64)

extension FutureCore {
  /// Whether both are the same future.
  @usableFromInline
  package static func == (left: FutureCore, right: FutureCore) -> Bool { left === right }
}
