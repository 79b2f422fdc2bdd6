// SPDX-License-Identifier: Apache-2.0

/// Results of a stream of inputs, worked off while they are read.
///
/// It pulls an input only when fewer than its limit are under way, so that a slow reader slows the
/// work and an endless input is no problem. Dropping it cancels what has not started. It can be
/// iterated once, by one thread at a time, with `for` or, in async code, with `for await`.
public final class ResultSequence<Output: Sendable, Failure: Error>: Sequence, IteratorProtocol {
  /// A result: the output, or why there is none.
  public typealias Element = Result<Output, TaskError<Failure>>

  /// What the next call of `start` brought.
  @usableFromInline
  enum Start {
    case chunk(ResultChunk<Output, Failure>)
    case single(FutureStorage<Output, Failure>)
    /// There is no further input.
    case end
    /// The input has failed; this is the last result.
    case failure(TaskError<Failure>)
  }

  private let order: ResultOrder
  private let limit: Int
  private let start: () -> Start
  /// Tasks under way, in input order.
  private var underWay: [FutureCore] = []
  private let mailbox = CompletionMailbox()
  private var isExhausted = false
  private var inputFailure: TaskError<Failure>?
  /// Results that can be handed out, the next one last.
  @usableFromInline var ready: [Element] = []

  /// Creates the sequence; nothing is pulled yet.
  ///
  /// - Parameters:
  ///   - order: in which order results are handed out.
  ///   - limit: tasks under way at once, 1 or more; clamped.
  ///   - start: pulls the inputs of one task and submits it.
  @usableFromInline
  init(order: ResultOrder, limit: Int, start: @escaping () -> Start) {
    self.order = order
    self.limit = Swift.max(1, limit)
    self.start = start
  }

  deinit { for core in underWay { core.cancelIfPending() } }

  /// Blocks until there is another result.
  ///
  /// - Returns: it, or `nil` when all have been handed out.
  @available(*, noasync, message: "use `for await` in async code")
  @inlinable
  public func next() -> Element? {
    while true {
      if let result = ready.popLast() { return result }
      guard refill() else { return takeInputFailure() }
    }
  }

  @usableFromInline
  func takeInputFailure() -> Element? { inputFailure.take().map(Element.failure) }

  /// Waits for the results of another task.
  ///
  /// - Returns: `false` if there is none.
  @available(*, noasync)
  @usableFromInline
  func refill() -> Bool {
    fill()
    guard let first = underWay.first else { return false }
    if order == .completion, let ended = mailbox.take(until: nil) {
      take(ended)
    } else {
      first.wait(until: nil)
      take(first)
    }
    return true
  }

  private func refillSuspending() async -> Bool {
    fill()
    guard let first = underWay.first else { return false }
    if order == .completion, let ended = await mailbox.take() {
      take(ended)
    } else {
      await first.settled()
      take(first)
    }
    return true
  }

  private func fill() {
    while !isExhausted && underWay.count < limit {
      switch start() {
      case .chunk(let chunk): add(chunk)
      case .single(let storage):
        add(storage.core)
        // A pool of one's own says with an outcome what the engine's pools note in the future.
        if case .failure(.shutDown) = storage.outcome { isExhausted = true }
      case .end: isExhausted = true
      case .failure(let failure):
        inputFailure = failure
        isExhausted = true
      }
    }
  }

  private func add(_ core: FutureCore) {
    underWay.append(core)
    if order == .completion { mailbox.expect(core) }
    // A pool that takes no further tasks takes none later on: an endless input must not go on.
    if core.isSettled && core.wasTakenByNobody { isExhausted = true }
  }

  private func take(_ ended: FutureCore) {
    if let place = underWay.firstIndex(where: { $0 === ended }) { underWay.remove(at: place) }
    if let chunk = ended as? ResultChunk<Output, Failure> {
      ready = chunk.takeResults()
    } else {
      // Nothing else can be under way.
      ready = [FutureStorage<Output, Failure>(core: ended).settledOutcome]
    }
  }
}

extension ResultSequence: AsyncSequence {
  /// The asynchronous form of the iteration.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let sequence: ResultSequence

    /// Waits until there is another result, without blocking a thread.
    ///
    /// - Returns: it, or `nil` when all have been handed out.
    public mutating func next() async -> Element? { await sequence.nextSuspending() }
  }

  /// Starts the asynchronous iteration.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(sequence: self) }

  private func nextSuspending() async -> Element? {
    while true {
      if let result = ready.popLast() { return result }
      guard await refillSuspending() else { return takeInputFailure() }
    }
  }
}
