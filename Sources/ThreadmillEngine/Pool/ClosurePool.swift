// SPDX-License-Identifier: Apache-2.0

/// A pool in this process: it also runs closures.
public protocol ClosurePool: WorkerPool {
  /// Queues a task; what `submit` is made of.
  ///
  /// A pool of one's own hands the task on to another one, now or later, or lets it go. The future
  /// waits for a pool of the engine to run it, and is abandoned if the task is lost before.
  ///
  /// - Parameter task: has not been accepted by any pool; its future may have been cancelled.
  /// - Returns: `false` if the pool takes no further tasks, or has no room for it and refuses what is
  ///   too much; then the task may be offered to another.
  ///   If nobody takes it the future is ended as refused, unless the task has been started all the
  ///   same.
  func accept(_ task: QueuedTask) -> Bool

  /// Gives a queued task another priority: it goes behind all that have that one already.
  ///
  /// - Parameters:
  ///   - future: of a task of this pool.
  ///   - priority: from now on.
  /// - Returns: whether it has that priority and has not started; `false` if it was not submitted here.
  /// - Complexity: O(tasks that wait), while the pool is held up.
  @discardableResult
  func reprioritize<Success: Sendable, Failure: Error>(
    _ future: Future<Success, Failure>,
    to priority: WorkPriority
  ) -> Bool
}

extension ClosurePool {
  /// Hands in a task.
  ///
  /// - Parameters:
  ///   - name: shown beside its worker.
  ///   - priority: how urgent it is.
  ///   - body: runs once on a worker, unless the future is cancelled first.
  /// - Returns: its future; a refusal arrives there, as ``TaskError/shutDown`` or
  ///   ``TaskError/rejected(reason:)``.
  ///
  /// Memory ordering: everything done before this call is visible to `body`.
  @inlinable
  public func submit<Success: Sendable, Failure: Error>(
    name: String? = nil,
    priority: WorkPriority = .normal,
    _ body: @escaping @Sendable () throws(Failure) -> Success
  ) -> Future<Success, Failure> {
    let storage = FutureStorage<Success, Failure>(name: name, plain: body)
    if priority != .normal { storage.core.priority = priority }
    enqueue(storage.core)
    return Future(storage)
  }

  /// Hands in a task that wants to know and say something about itself.
  ///
  /// - Parameters:
  ///   - name: shown beside its worker.
  ///   - priority: how urgent it is.
  ///   - body: runs once on a worker, unless the future is cancelled first.
  /// - Returns: its future; a refusal arrives there, as ``TaskError/shutDown`` or
  ///   ``TaskError/rejected(reason:)``.
  ///
  /// Memory ordering: everything done before this call is visible to `body`.
  @inlinable
  public func submit<Success: Sendable, Failure: Error>(
    name: String? = nil,
    priority: WorkPriority = .normal,
    _ body: @escaping @Sendable (borrowing WorkContext) throws(Failure) -> Success
  ) -> Future<Success, Failure> {
    let storage = FutureStorage<Success, Failure>(name: name, contextual: body)
    if priority != .normal { storage.core.priority = priority }
    enqueue(storage.core)
    return Future(storage)
  }

  /// Hands in a task made of a value.
  ///
  /// - Parameters:
  ///   - work: what to run.
  ///   - name: shown beside its worker.
  /// - Returns: its future.
  public func submit<Work: PortableWork>(
    _ work: Work,
    name: String? = nil
  ) -> Future<Work.Output, Work.Failure> {
    submit(name: name) { (context: borrowing WorkContext) throws(Work.Failure) in
      try work.run(context)
    }
  }

  /// Hands a task to the pool, or ends it as refused.
  ///
  /// - Returns: whether the pool has taken it.
  @discardableResult
  @inlinable
  func enqueue(_ core: FutureCore) -> Bool {
    // The engine's own end what they refuse.
    if let pool = self as? ThreadPool { return pool.storage.acceptUnseen(core) }
    if let pool = self as? SerialPool { return pool.storage.acceptUnseen(core) }
    // Lives until it is known what becomes of it: a refused task is not a lost one.
    let task = QueuedTask(core, isWatched: true)
    return withExtendedLifetime(task) { accept(task) || refuse(core) }
  }

  @usableFromInline
  func refuse(_ core: FutureCore) -> Bool {
    core.refuse()
    return false
  }
}
