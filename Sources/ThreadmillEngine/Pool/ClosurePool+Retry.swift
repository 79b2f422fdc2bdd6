// SPDX-License-Identifier: Apache-2.0

extension ClosurePool {
  /// Hands in a task that is tried again when it fails, as a policy says.
  ///
  /// All attempts are one task, on one worker, which waits between them in the time of the pool's
  /// ``Pace``; ``WorkContext/attempt`` tells them apart. A task that is asked to stop is not tried
  /// again.
  ///
  /// - Parameters:
  ///   - name: shown beside its worker.
  ///   - priority: how urgent it is.
  ///   - policy: whether it is tried again after a failure, and when.
  ///   - body: runs once for each attempt.
  /// - Returns: its future, with the first success or the last failure.
  ///
  /// Memory ordering: everything done before this call is visible to `body`.
  public func submit<Success: Sendable, Failure: Error>(
    name: String? = nil,
    priority: WorkPriority = .normal,
    retry policy: RetryPolicy<Failure>,
    _ body: @escaping @Sendable (borrowing WorkContext) throws(Failure) -> Success
  ) -> Future<Success, Failure> {
    submit(name: name, priority: priority) { (context: borrowing WorkContext) throws(Failure) in
      var attempt = 1
      while true {
        do throws(Failure) {
          return try body(context.attempt(attempt))
        } catch {
          let delay = policy.delay(afterAttempt: attempt, failure: error, seed: context.taskID)
          guard let delay, !context.isCancelled, (try? context.sleep(for: delay)) != nil else {
            throw error
          }
          attempt += 1
        }
      }
    }
  }
}
