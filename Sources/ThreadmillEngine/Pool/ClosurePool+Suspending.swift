// SPDX-License-Identifier: Apache-2.0

extension ClosurePool {
  /// Hands in a task as soon as there is room for it, without blocking a thread.
  ///
  /// As `submit`, but where the queue is full and the policy is
  /// ``OverflowPolicy/block`` it suspends; who waits longest comes first. Other policies do what they do.
  /// A pool of one's own is asked at once. Cancelling the awaiting task has no effect.
  ///
  /// - Parameters:
  ///   - name: shown beside its worker.
  ///   - priority: how urgent it is.
  ///   - body: runs once on a worker, unless the future is cancelled first.
  /// - Returns: its future; a refusal arrives there.
  ///
  /// Memory ordering: everything done before this call is visible to `body`.
  public func submitSuspending<Success: Sendable, Failure: Error>(
    name: String? = nil,
    priority: WorkPriority = .normal,
    _ body: @escaping @Sendable () throws(Failure) -> Success
  ) async -> Future<Success, Failure> {
    let storage = FutureStorage<Success, Failure>(name: name, plain: body)
    storage.core.priority = priority
    if let pool = (self as? ThreadPool)?.storage {
      await pool.acceptSuspending(storage.core)
    } else {
      enqueue(storage.core)
    }
    return Future(storage)
  }
}
