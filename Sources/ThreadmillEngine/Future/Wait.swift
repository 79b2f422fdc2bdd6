// SPDX-License-Identifier: Apache-2.0

/// Blocks the calling thread until some or all of several futures have ended.
///
/// ```swift
/// let answers = servers.map { server in pool.submit { try ask(server) } }
/// let first = wait(for: .firstCompleted, of: answers, upTo: .seconds(2))
/// for late in first.pending { late.cancel() }
/// ```
///
/// The twin of Python's `concurrent.futures.wait`. Neither futures nor tasks are changed by it, and a
/// wait that is over leaves nothing behind in futures that go on.
///
/// Inside a task it helps, as ``Future/wait()`` does.
///
/// - Parameters:
///   - condition: when the wait is over; until all have ended unless said. With no futures it is over
///     at once.
///   - futures: any number, in any state; one that is listed again counts once, at its first place.
///   - limit: monotonic time after which the wait is over in any case; zero or less looks without
///     blocking, `nil` is for ever.
/// - Returns: each future once, among those that have ended or among the others, in the order of the
///   input. If the limit has not passed, the done ones meet the condition; more may have ended by then.
/// - Complexity: O(n); one wake of the calling thread, however many end.
///
/// Memory ordering: everything the tasks of the done futures did is visible after the wait.
@available(*, noasync, message: "use the asynchronous form in async code")
public func wait<Success: Sendable, Failure: Error>(
  for condition: WaitCondition = .all,
  of futures: some Sequence<Future<Success, Failure>>,
  upTo limit: Duration? = nil
) -> WaitResult<Success, Failure> {
  let deadline = Deadline(after: limit)
  let wait = FutureWait(for: condition, of: futures)
  if let latch = wait.makeLatch(until: deadline) {
    wait.help(until: latch, deadline)
    latch.wait(until: deadline)
    wait.leave(latch)
  }
  return WaitResult(lookingAt: wait.futures)
}

/// Suspends until some or all of several futures have ended; the asynchronous form of the function of
/// the same name.
///
/// Cancelling the awaiting task has no effect on the futures nor on the wait. The limit is kept by a
/// task of Swift's own pool: if all threads of that are blocked, it comes late.
///
/// - Parameters:
///   - condition: when the wait is over; until all have ended unless said. With no futures it is over
///     at once.
///   - futures: any number, in any state; one that is listed again counts once, at its first place.
///   - limit: monotonic time after which the wait is over in any case; zero or less looks without
///     suspending, `nil` is for ever.
/// - Returns: each future once, among those that have ended or among the others, in the order of the
///   input. If the limit has not passed, the done ones meet the condition; more may have ended by then.
/// - Complexity: O(n); one resumption of the calling task, however many end.
///
/// Memory ordering: everything the tasks of the done futures did is visible after the wait.
public func wait<Success: Sendable, Failure: Error>(
  for condition: WaitCondition = .all,
  of futures: some Sequence<Future<Success, Failure>>,
  upTo limit: Duration? = nil
) async -> WaitResult<Success, Failure> {
  let deadline = Deadline(after: limit)
  let wait = FutureWait(for: condition, of: futures)
  if let latch = wait.makeLatch(until: deadline) {
    await latch.suspend(until: deadline)
    wait.leave(latch)
  }
  return WaitResult(lookingAt: wait.futures)
}
