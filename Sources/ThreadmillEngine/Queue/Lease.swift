// SPDX-License-Identifier: Apache-2.0

/// An item taken from a ``WorkQueue``, which is reported done exactly once.
///
/// ```swift
/// while let lease = try queue.next(upTo: .seconds(1)) {
///   cook(lease.element)
///   lease.finish()
/// }
/// ```
///
/// It cannot be copied, and ``finish()`` uses it up: a second call does not compile. One that is dropped
/// without a word, by an error for example, counts as failed and is done all the same, so that nobody who
/// joins the queue waits for ever.
public struct Lease<Element: Sendable>: ~Copyable, Sendable {
  /// The item.
  public let element: Element
  private let queue: WorkQueue<Element>
  private var isFinished = false

  init(_ element: Element, from queue: WorkQueue<Element>) {
    self.element = element
    self.queue = queue
  }

  /// Says that the item is done.
  public consuming func finish() { isFinished = true }

  deinit {
    if !isFinished { queue.markFailed() }
    // Fails only if somebody has said ``WorkQueue/taskDone()`` for an item that was leased.
    try? queue.taskDone()
  }
}

extension WorkQueue {
  /// Takes an item to be finished, and blocks until there is one.
  ///
  /// - Returns: the next one.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func next() throws(QueueError) -> Lease<Element> { Lease(try get(), from: self) }

  /// Takes an item to be finished, and blocks until there is one, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without blocking.
  /// - Returns: the next one, or `nil` if the limit has passed first.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty, or
  ///   ``QueueError/negativeLimit(_:)``.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func next(upTo limit: Duration) throws(QueueError) -> Lease<Element>? {
    guard let element = try get(upTo: limit) else { return nil }
    return Lease(element, from: self)
  }

  /// Takes an item to be finished, and blocks until there is one or the task is asked to stop.
  ///
  /// - Parameter context: of the task that waits.
  /// - Returns: the next one.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty, or `CancellationError`, noticed
  ///   within 20 ms.
  @available(*, noasync)
  public func next(in context: borrowing WorkContext) throws -> Lease<Element> {
    Lease(try get(in: context), from: self)
  }

  /// Takes an item to be finished, and suspends until there is one.
  ///
  /// - Returns: the next one.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty, or `CancellationError` if the
  ///   awaiting task is cancelled first.
  public func next() async throws -> Lease<Element> { Lease(try await get(), from: self) }

  /// Takes an item to be finished, and suspends until there is one, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without suspending.
  /// - Returns: the next one, or `nil` if the limit has passed or the awaiting task was cancelled first.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty, or
  ///   ``QueueError/negativeLimit(_:)``.
  public func next(upTo limit: Duration) async throws(QueueError) -> Lease<Element>? {
    guard let element = try await get(upTo: limit) else { return nil }
    return Lease(element, from: self)
  }
}
