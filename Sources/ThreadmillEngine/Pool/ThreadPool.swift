// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// A pool of threads of its own, for work that computes or blocks.
///
/// ```swift
/// let pool = try ThreadPool(workers: 4)
/// let squares = try pool.map(0..<10, chunkSize: 2) { $0 * $0 }
/// let page = pool.submit(name: "index") { try download("index.html") }
/// print(try page.wait())
/// pool.shutdown()
/// ```
///
/// The most urgent task starts first, equals in the order in which they were submitted. Threads are
/// created with the pool, whenever it grows, and where a worker is replaced, never for a task. Each has
/// a stack of 2 MiB, of which what is never touched costs nothing; a task that recurses deeper than that
/// ends the process. When the last reference goes, the pool works off what was submitted and its
/// threads end by themselves.
///
/// When not to use it: for `async` code, which belongs on Swift's own pool, and where every thread
/// besides one for each CPU is one too many: each pool has threads of its own, there is no global
/// one that several share.
///
/// Memory ordering: everything done before `submit` is visible to the task, and everything the task
/// did is visible to whoever has seen its future's outcome.
public final class ThreadPool: ClosurePool {
  /// Worker counts that a pool may have.
  public static let workerRange = 1...4096

  /// One worker for each CPU that the process may use: ``CPUs/recommendedWorkers``, which knows its
  /// affinity and its quota, in ``workerRange``.
  public static var defaultWorkerCount: Int {
    min(CPUs.recommendedWorkers, workerRange.upperBound)
  }

  @usableFromInline let storage: ThreadPoolStorage

  /// Creates a pool and its threads.
  ///
  /// - Parameters:
  ///   - workers: in ``workerRange``; ``defaultWorkerCount`` unless said.
  ///   - name: what its threads are called, followed by `-` and their index; the system shows the
  ///     first 15 bytes.
  ///   - queue: how many tasks may wait, and what becomes of the others; any number unless said.
  ///   - setup: what each worker does before its first task and after its last, and where it runs.
  ///   - pace: the time in which its tasks wait; its own unless given.
  ///   - events: where its tasks' events go; its own hub unless given.
  /// - Throws: ``PoolError`` with code `workerCount`, `pinning` or `recycling`, or `threadCreation` when
  ///   the system refuses a thread; then none is left behind.
  public init(
    workers: Int = ThreadPool.defaultWorkerCount,
    name: String = "pool",
    queue: QueueLimit = .unlimited,
    setup: WorkerSetup = WorkerSetup(),
    pace: Pace? = nil,
    events: EventHub? = nil
  ) throws(PoolError) {
    try setup.validate()
    storage = ThreadPoolStorage(name: name, pace: pace, events: events, limit: queue, setup: setup)
    do throws(PoolError) {
      try resize(to: workers)
    } catch {
      _ = storage.shutdown(.cancel)
      storage.joinAll()
      throw error
    }
  }

  deinit { storage.orphan() }

  /// Hands in a task that is ready to be queued; see ``ClosurePool``.
  ///
  /// - Parameter task: made by `submit` of a ``ClosurePool``.
  /// - Returns: whether it was accepted.
  public func accept(_ task: QueuedTask) -> Bool { storage.accept(task) }

  /// Changes the number of workers without waiting for any task.
  ///
  /// It returns when the new threads have been created; one resize at a time does that. New workers
  /// take queued tasks at once. Of surplus ones the newest end, each after the task in its hands.
  ///
  /// - Parameter workers: in ``workerRange``.
  /// - Throws: ``PoolError`` with code `workerCount`, `shutDown`, or `threadCreation` when the
  ///   system refuses a thread; then the pool goes back to the number it had.
  public func resize(to workers: Int) throws(PoolError) {
    guard Self.workerRange.contains(workers) else {
      throw .workerCount(workers, allowed: Self.workerRange)
    }
    try storage.resize(to: workers)
  }

  /// Lets no further task start; each worker may just be about to start one that it has taken.
  public func pause() { storage.pause() }

  /// Lets tasks start again.
  public func resume() { storage.resume() }

  /// Lets some of what is queued start although the pool is paused; it stays paused.
  ///
  /// - Parameter count: how many tasks, of those that are queued now; below 1 is none.
  public func step(_ count: Int) { storage.step(count) }

  /// Gives a queued task another priority; see ``ClosurePool/reprioritize(_:to:)``.
  ///
  /// - Parameters:
  ///   - future: of a task of this pool.
  ///   - priority: from now on.
  /// - Returns: whether it has that priority and has not started.
  @discardableResult
  public func reprioritize<Success: Sendable, Failure: Error>(
    _ future: Future<Success, Failure>,
    to priority: WorkPriority
  ) -> Bool {
    storage.reprioritize(future.storage.core, to: priority)
  }

  /// The pool at this instant; see ``WorkerPool/snapshot()``.
  ///
  /// - Returns: its workers and its counts.
  public func snapshot() -> PoolSnapshot { storage.snapshot() }

  /// Listens to what happens from now on, until the feed is dropped.
  ///
  /// - Returns: what will be recorded; of a feed that nobody drains, the last 65,536 events.
  public func events() -> EventFeed { storage.events.subscribe() }

  /// Ends the pool; see ``WorkerPool/shutdown(_:)``.
  ///
  /// - Parameter ladder: how politely; works off everything unless said.
  /// - Returns: what became of tasks and workers. If it is complete, all threads have been joined.
  @discardableResult
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func shutdown(_ ladder: ShutdownLadder = .drain) -> ShutdownReport {
    let report = storage.shutdown(ladder)
    if report.isComplete { storage.joinAll() }
    return report
  }
}
