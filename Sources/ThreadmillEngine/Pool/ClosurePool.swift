// SPDX-License-Identifier: Apache-2.0

/// A pool in this process: it also runs closures.
public protocol ClosurePool: WorkerPool {
  /// Queues a task; what ``submit(name:_:)`` is made of.
  ///
  /// - Parameter task: has not been handed to any pool.
  /// - Returns: `false` if the pool takes no further tasks.
  func accept(_ task: QueuedTask) -> Bool
}

extension ClosurePool {
  /// Hands in a task.
  ///
  /// - Parameters:
  ///   - name: shown beside its worker.
  ///   - body: runs once on a worker, unless the future is cancelled first.
  /// - Returns: its future; a refusal arrives there, as ``TaskError/shutDown`` or
  ///   ``TaskError/rejected(reason:)``.
  ///
  /// Memory ordering: everything done before this call is visible to `body`.
  @inlinable
  public func submit<Success: Sendable, Failure: Error>(
    name: String? = nil,
    _ body: @escaping @Sendable () throws(Failure) -> Success
  ) -> Future<Success, Failure> {
    let storage = FutureStorage<Success, Failure>(name: name) { core, context in
      unsafe unsafeDowncast(core, to: FutureStorage<Success, Failure>.self).keep(
        { (_: borrowing WorkContext) throws(Failure) in try body() },
        context
      )
    }
    return enqueue(storage)
  }

  /// Hands in a task that wants to know and say something about itself.
  ///
  /// - Parameters:
  ///   - name: shown beside its worker.
  ///   - body: runs once on a worker, unless the future is cancelled first.
  /// - Returns: its future; a refusal arrives there, as ``TaskError/shutDown`` or
  ///   ``TaskError/rejected(reason:)``.
  ///
  /// Memory ordering: everything done before this call is visible to `body`.
  @inlinable
  public func submit<Success: Sendable, Failure: Error>(
    name: String? = nil,
    _ body: @escaping @Sendable (borrowing WorkContext) throws(Failure) -> Success
  ) -> Future<Success, Failure> {
    let storage = FutureStorage<Success, Failure>(name: name) { core, context in
      unsafe unsafeDowncast(core, to: FutureStorage<Success, Failure>.self).keep(body, context)
    }
    return enqueue(storage)
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

  @inlinable
  func enqueue<Success: Sendable, Failure: Error>(
    _ storage: FutureStorage<Success, Failure>
  ) -> Future<Success, Failure> {
    if !accept(QueuedTask(storage)) { storage.settle(.failure(.shutDown)) }
    return Future(storage)
  }
}
