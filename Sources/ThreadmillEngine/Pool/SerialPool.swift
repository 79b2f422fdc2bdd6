// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// A pool without threads: each task runs at once on the thread that submits it, one after another.
///
/// For tests, for comparison, and as the oracle of what the other pools do. A task submitted from
/// inside a task, or while another thread's task runs, is queued and run by that thread afterwards,
/// or when its own task waits for it. Paused, it queues, and ``resume()`` works
/// off the queue on the resuming thread.
///
/// Memory ordering: as ``ThreadPool``.
public final class SerialPool: ClosurePool {
  /// Worker counts that a pool may have.
  public static let workerRange = 1...1

  @usableFromInline let storage: SerialPoolStorage

  /// Creates a pool.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - pace: the time in which its tasks wait; its own unless given.
  ///   - events: where its tasks' events go; its own hub unless given.
  public init(name: String = "serial", pace: Pace? = nil, events: EventHub? = nil) {
    storage = SerialPoolStorage(name: name, pace: pace, events: events)
  }

  deinit {
    storage.beginDrain()
    storage.outliveOwner()
  }

  /// Hands in a task that is ready to be queued; see ``ClosurePool``.
  ///
  /// - Parameter task: made by `submit` of a ``ClosurePool``.
  /// - Returns: whether it was accepted.
  public func accept(_ task: QueuedTask) -> Bool { storage.accept(task) }

  /// Accepts 1 and refuses everything else.
  ///
  /// - Parameter workers: 1.
  /// - Throws: ``PoolError`` with code `workerCount` or `shutDown`.
  public func resize(to workers: Int) throws(PoolError) {
    guard Self.workerRange.contains(workers) else {
      throw .workerCount(workers, allowed: Self.workerRange)
    }
    _ = try storage.retarget(to: workers, kind: .caller)
  }

  /// Keeps tasks queued from now on.
  public func pause() { storage.pause() }

  /// Works off on this thread what was queued, and goes on as before.
  public func resume() { storage.resume() }

  /// Runs some of what is queued on this thread although the pool is paused; it stays paused.
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
  /// What was queued while it was paused runs on the calling thread. Once the ladder's `drainLimit`
  /// has passed no further task starts; the one that runs then takes its time.
  ///
  /// - Parameter ladder: how politely; works off everything unless said.
  /// - Returns: what became of tasks and workers.
  @discardableResult
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func shutdown(_ ladder: ShutdownLadder = .drain) -> ShutdownReport {
    storage.shutdown(ladder)
  }
}
