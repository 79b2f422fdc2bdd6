// SPDX-License-Identifier: Apache-2.0

/// A pool in this process: it also runs closures.
public protocol ClosurePool: WorkerPool {
  /// Hands in a task that wants to know and say something about itself.
  ///
  /// - Parameters:
  ///   - name: shown beside its worker.
  ///   - body: runs once on a worker, unless the future is cancelled first.
  /// - Returns: its future; a refusal arrives there, as ``TaskError/shutDown`` or
  ///   ``TaskError/rejected(reason:)``.
  ///
  /// Memory ordering: everything done before this call is visible to `body`.
  func submit<Success: Sendable, Failure: Error>(
    name: String?,
    _ body: @escaping @Sendable (borrowing WorkContext) throws(Failure) -> Success
  ) -> Future<Success, Failure>
}

extension ClosurePool {
  /// Hands in a task.
  ///
  /// - Parameters:
  ///   - name: shown beside its worker.
  ///   - body: runs once on a worker, unless the future is cancelled first.
  /// - Returns: its future.
  public func submit<Success: Sendable, Failure: Error>(
    name: String? = nil,
    _ body: @escaping @Sendable () throws(Failure) -> Success
  ) -> Future<Success, Failure> {
    submit(name: name) { (_: borrowing WorkContext) throws(Failure) in try body() }
  }

  /// Hands in a task that wants to know and say something about itself.
  ///
  /// - Parameter body: runs once on a worker, unless the future is cancelled first.
  /// - Returns: its future.
  public func submit<Success: Sendable, Failure: Error>(
    _ body: @escaping @Sendable (borrowing WorkContext) throws(Failure) -> Success
  ) -> Future<Success, Failure> {
    submit(name: nil, body)
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
}
