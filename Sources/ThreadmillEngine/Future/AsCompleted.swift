// SPDX-License-Identifier: Apache-2.0

/// Futures in the order in which they end.
///
/// ```swift
/// for future in asCompleted(files.map { file in pool.submit { try download(file) } }) {
///   show(try future.wait())
/// }
/// ```
///
/// Each future comes once, however often it was listed; those that have ended before come first, in
/// the order in which they were listed. A future that was handed out is no longer held, and none is
/// once the sequence is dropped: it may be made anew again and again over what is left. It can be
/// iterated once, by one thread at a time, with `for` or with `for try await`.
///
/// Inside a task of the same pool, its worker runs those that have not started while it waits.
///
/// - Parameters:
///   - futures: any number, in any state.
///   - limit: how long the whole iteration may wait; `nil` is for ever. Once it has passed, futures
///     that have ended are still handed out. Then `for` ends, and ``AsCompleted/check()`` tells
///     whether any were left behind; `for try await` throws ``WaitTimeout`` if so.
/// - Returns: a sequence that blocks in `next()`.
/// - Complexity: O(n) here, O(1) for each future.
public func asCompleted<Success: Sendable, Failure: Error>(
  _ futures: some Sequence<Future<Success, Failure>>,
  upTo limit: Duration? = nil
) -> AsCompleted<Success, Failure> {
  AsCompleted(futures, until: Deadline(after: limit))
}

/// The sequence behind ``asCompleted(_:upTo:)``.
public final class AsCompleted<Success: Sendable, Failure: Error>: Sequence, IteratorProtocol {
  private let mailbox = CompletionMailbox()
  private let deadline: Deadline?
  private var timer: Task<Void, Never>?
  /// Futures waited for, each counted once.
  public let total: Int
  /// Futures that have not been handed out.
  public private(set) var unfinished: Int

  fileprivate init(
    _ futures: some Sequence<Future<Success, Failure>>,
    until deadline: Deadline?
  ) {
    self.deadline = deadline
    var seen: Set<ObjectIdentifier> = []
    for future in futures where seen.insert(ObjectIdentifier(future.storage.core)).inserted {
      mailbox.expect(future.storage.core)
    }
    total = seen.count
    unfinished = seen.count
  }

  deinit { timer?.cancel() }

  /// Blocks until another future has ended.
  ///
  /// - Returns: that future, or `nil` when all have come or the limit has passed.
  @available(*, noasync)
  public func next() -> Future<Success, Failure>? {
    guard unfinished > 0 else { return nil }
    return mailbox.take(until: deadline).map(handOut)
  }

  private func handOut(_ core: FutureCore) -> Future<Success, Failure> {
    unfinished -= 1
    // Only futures of this type have been registered.
    return Future(FutureStorage(core: core))
  }

  /// Tells after the iteration whether the limit has cut it short.
  ///
  /// - Throws: ``WaitTimeout`` if some futures have not been handed out.
  public func check() throws(WaitTimeout) {
    if unfinished > 0 { throw WaitTimeout(unfinished: unfinished, total: total) }
  }
}

extension AsCompleted: AsyncSequence {
  /// The asynchronous form of the iteration; it throws ``WaitTimeout`` when the limit has passed.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let sequence: AsCompleted

    /// Waits until another future has ended, without blocking a thread.
    ///
    /// - Returns: that future, or `nil` when all have come.
    /// - Throws: ``WaitTimeout`` if the limit has passed first.
    public mutating func next() async throws(WaitTimeout) -> Future<Success, Failure>? {
      try await sequence.nextSuspending()
    }
  }

  /// Starts the asynchronous iteration.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(sequence: self) }

  private func nextSuspending() async throws(WaitTimeout) -> Future<Success, Failure>? {
    guard unfinished > 0 else {
      timer?.cancel()
      return nil
    }
    startTimer()
    guard let core = await mailbox.take() else {
      throw WaitTimeout(unfinished: unfinished, total: total)
    }
    return handOut(core)
  }

  private func startTimer() {
    guard timer == nil, let deadline else { return }
    let rest = Swift.max(0, deadline.nanoseconds - MonotonicClock.nanoseconds)
    timer = Task.detached { [weak mailbox] in
      try? await Task.sleep(for: .nanoseconds(rest))
      mailbox?.expire()
    }
  }
}
