// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// Items on their way from producers to consumers, threads or asynchronous tasks.
///
/// ```swift
/// let orders = try WorkQueue<Order>(limit: 64, name: "orders")
/// // A producer:
/// try orders.put(order)
/// // A consumer:
/// while let lease = try? orders.next() {
///   cook(lease.element)
///   lease.finish()
/// }
/// // Whoever waits until everything is done:
/// orders.join()
/// ```
///
/// A limit slows producers down when consumers lag; without one, items pile up. Whoever takes an item says
/// when it is done, with ``taskDone()`` or, where that must not be forgotten, with a ``Lease``; `join()`
/// is how to wait for that. ``close(immediately:)`` ends it: what is in it is handed out, then everybody is told.
///
/// Those who sleep are woken one at a time, and whoever comes at that moment may be faster: there is no
/// promise of turns among consumers, and none among producers. One producer's items keep their order.
///
/// Memory ordering: what was done before an item was put is visible to whoever takes it, and what was done
/// before it was reported done to whoever has joined.
public final class WorkQueue<Element: Sendable>: Sendable {
  @usableFromInline let ends: QueueEnds<Element>
  private let finish = Locked(QueueFinish())
  let putMeter: SyncMeter?
  let getMeter: SyncMeter?
  private let name: String

  /// Creates an empty queue.
  ///
  /// - Parameters:
  ///   - order: in which order items are handed out.
  ///   - limit: how many may be in it, 1 or more; `nil` is any number.
  ///   - name: as it is shown; `nil` tells nothing of who waits.
  /// - Throws: ``QueueError/outOfRange(_:got:allowed:)``.
  public init(
    order: QueueOrder<Element> = .fifo,
    limit: Int? = nil,
    name: String? = nil
  ) throws(QueueError) {
    ends = QueueEnds(order, limit: try Self.checked(limit))
    self.name = name ?? ""
    putMeter = SyncMeter(.queue, name: name)
    getMeter = SyncMeter(.queue, name: name)
  }

  private static func checked(_ limit: Int?) throws(QueueError) -> Int {
    guard let limit else { return .max }
    guard limit > 0 else {
      throw .outOfRange("the limit of a queue", got: limit, allowed: "1 or more")
    }
    return limit
  }

  // MARK: Putting

  /// Puts an item, and blocks until there is room.
  ///
  /// - Parameter element: what to put.
  /// - Throws: ``QueueError/closed``; then it was not put.
  /// - Complexity: O(1) and one lock where there is room; O(log depth) where the queue is sorted.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @inlinable
  public func put(_ element: Element) throws(QueueError) {
    repeat {
      if ends.putIfRoom(element) { return }
    } while spin(.producers)
    try putAsleep(element)
  }

  /// Puts an item if there is room.
  ///
  /// - Parameter element: what to put.
  /// - Returns: whether it was put.
  /// - Throws: ``QueueError/closed``.
  @inlinable
  public func tryPut(_ element: Element) throws(QueueError) -> Bool {
    if ends.putIfRoom(element) { return true }
    if isClosed { throw .closed }
    return false
  }

  /// Puts an item, and blocks until there is room, at most for `limit`.
  ///
  /// - Parameters:
  ///   - element: what to put.
  ///   - limit: monotonic time; zero looks without blocking.
  /// - Returns: whether it was put.
  /// - Throws: ``QueueError/closed`` or ``QueueError/negativeLimit(_:)``; then it was not put.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func put(_ element: Element, upTo limit: Duration) throws(QueueError) -> Bool {
    try put(element, until: try .ofQueue(limit), nil) == .called
  }

  /// Puts an item, and blocks until there is room or the task is asked to stop.
  ///
  /// - Parameters:
  ///   - element: what to put.
  ///   - context: of the task that waits.
  /// - Throws: ``QueueError/closed``, or `CancellationError`, noticed within 20 ms; then it was not put.
  @available(*, noasync)
  public func put(_ element: Element, in context: borrowing WorkContext) throws {
    if try put(element, until: nil, context.interruption) != .called { throw CancellationError() }
  }

  /// Puts an item, and suspends until there is room.
  ///
  /// - Parameter element: what to put.
  /// - Throws: ``QueueError/closed``, or `CancellationError` if the awaiting task is cancelled first; then
  ///   it was not put.
  public func put(_ element: Element) async throws {
    if try await put(element, until: nil) != .called { throw CancellationError() }
  }

  /// Puts an item, and suspends until there is room, at most for `limit`.
  ///
  /// - Parameters:
  ///   - element: what to put.
  ///   - limit: monotonic time; zero looks without suspending.
  /// - Returns: whether it was put; `false` also if the awaiting task was cancelled.
  /// - Throws: ``QueueError/closed`` or ``QueueError/negativeLimit(_:)``; then it was not put.
  public func put(_ element: Element, upTo limit: Duration) async throws(QueueError) -> Bool {
    try await put(element, until: try .ofQueue(limit)) == .called
  }

  // MARK: Taking

  /// Takes an item, and blocks until there is one.
  ///
  /// - Returns: the next one in the queue's order.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty.
  /// - Complexity: O(1) and one lock where there is an item; O(log depth) where the queue is sorted.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @inlinable
  public func get() throws(QueueError) -> Element {
    repeat {
      if let element = ends.takeIfAny() { return element }
    } while spin(.consumers)
    return try getAsleep()
  }

  /// Takes an item if there is one.
  ///
  /// - Returns: the next one, or `nil`.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty.
  @inlinable
  public func tryGet() throws(QueueError) -> Element? {
    if let element = ends.takeIfAny() { return element }
    if isOver { throw .closed }
    return nil
  }

  /// Takes an item, and blocks until there is one, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without blocking.
  /// - Returns: the next one, or `nil` if the limit has passed first.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty, or
  ///   ``QueueError/negativeLimit(_:)``.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func get(upTo limit: Duration) throws(QueueError) -> Element? {
    try get(until: try .ofQueue(limit), nil)
  }

  /// Takes an item, and blocks until there is one or the task is asked to stop.
  ///
  /// - Parameter context: of the task that waits.
  /// - Returns: the next one.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty, or `CancellationError`, noticed
  ///   within 20 ms.
  @available(*, noasync)
  public func get(in context: borrowing WorkContext) throws -> Element {
    guard let element = try get(until: nil, context.interruption) else { throw CancellationError() }
    return element
  }

  /// Takes an item, and suspends until there is one.
  ///
  /// - Returns: the next one.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty, or `CancellationError` if the
  ///   awaiting task is cancelled first.
  public func get() async throws -> Element {
    guard let element = try await get(until: nil) else { throw CancellationError() }
    return element
  }

  /// Takes an item, and suspends until there is one, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without suspending.
  /// - Returns: the next one, or `nil` if the limit has passed or the awaiting task was cancelled first.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty, or
  ///   ``QueueError/negativeLimit(_:)``.
  public func get(upTo limit: Duration) async throws(QueueError) -> Element? {
    try await get(until: try .ofQueue(limit))
  }

  /// Takes several items at once, and blocks until there is at least one.
  ///
  /// - Parameters:
  ///   - count: how many at most, 1 or more.
  ///   - limit: monotonic time; `nil` waits for ever.
  /// - Returns: what there was, in the queue's order; empty if the limit has passed first.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty,
  ///   ``QueueError/negativeLimit(_:)`` or ``QueueError/outOfRange(_:got:allowed:)``.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func get(atMost count: Int, upTo limit: Duration? = nil) throws(QueueError) -> [Element] {
    try checkBatch(count)
    return try get(atMost: count, until: try .ofQueue(limit))
  }

  /// Takes several items at once, and suspends until there is at least one.
  ///
  /// - Parameters:
  ///   - count: how many at most, 1 or more.
  ///   - limit: monotonic time; `nil` waits for ever.
  /// - Returns: what there was, in the queue's order; empty if the limit has passed or the awaiting task
  ///   was cancelled first.
  /// - Throws: ``QueueError/closed`` once the queue is closed and empty,
  ///   ``QueueError/negativeLimit(_:)`` or ``QueueError/outOfRange(_:got:allowed:)``.
  public func get(
    atMost count: Int,
    upTo limit: Duration? = nil
  ) async throws(QueueError) -> [Element] {
    try checkBatch(count)
    return try await get(atMost: count, until: try .ofQueue(limit))
  }

  // MARK: Done

  /// Says that an item which was taken is done.
  ///
  /// - Throws: ``QueueError/doneTooOften``; then nothing has happened.
  public func taskDone() throws(QueueError) { try markDone(1) }

  /// Says that items which were taken are done.
  ///
  /// - Parameter count: 1 or more.
  /// - Throws: ``QueueError/doneTooOften`` or ``QueueError/outOfRange(_:got:allowed:)``; then nothing has
  ///   happened.
  public func taskDone(_ count: Int) throws(QueueError) {
    guard count > 0 else {
      throw .outOfRange("the items that are done", got: count, allowed: "1 or more")
    }
    try markDone(count)
  }

  /// Blocks until everything that was put is done.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func join() { _ = join(until: nil, nil) }

  /// Blocks until everything that was put is done, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without blocking.
  /// - Returns: whether it is.
  /// - Throws: ``QueueError/negativeLimit(_:)``.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func join(upTo limit: Duration) throws(QueueError) -> Bool {
    join(until: try .ofQueue(limit), nil) == .called
  }

  /// Blocks until everything that was put is done or the task is asked to stop.
  ///
  /// - Parameter context: of the task that waits.
  /// - Throws: `CancellationError`, noticed within 20 ms.
  @available(*, noasync)
  public func join(in context: borrowing WorkContext) throws(CancellationError) {
    if join(until: nil, context.interruption) != .called { throw CancellationError() }
  }

  /// Suspends until everything that was put is done.
  ///
  /// - Throws: `CancellationError` if the awaiting task is cancelled first.
  public func join() async throws(CancellationError) {
    if await join(until: nil) != .called { throw CancellationError() }
  }

  /// Suspends until everything that was put is done, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero looks without suspending.
  /// - Returns: whether it is; `false` also if the awaiting task was cancelled.
  /// - Throws: ``QueueError/negativeLimit(_:)``.
  public func join(upTo limit: Duration) async throws(QueueError) -> Bool {
    await join(until: try .ofQueue(limit)) == .called
  }

  // MARK: The end

  /// Takes nothing more from now on, and wakes everybody who waits.
  ///
  /// Whoever is about to put is refused. What is in it is handed out, after that whoever takes is told, too.
  /// It cannot be opened again.
  ///
  /// - Parameter immediately: whether what is in it is dropped, and counts as done.
  public func close(immediately: Bool = false) {
    let (dropped, tasks) = ends.locked { () -> (QueueDrop<Element>, [Waiter]) in
      let dropped = immediately ? ends.takeAll() : QueueDrop()
      let joiners = finish.withLock { immediately ? $0.drop(dropped.count, of: ends.puts) : [] }
      return (dropped, ends.close() + joiners)
    }
    ends.wakeEverybody()
    for waiter in tasks { waiter.call() }
    // Freed here, without the lock: that may be somebody's code.
    withExtendedLifetime(dropped) {}
  }

  /// Changes how many items may be in it; what is in it stays.
  ///
  /// - Parameter limit: 1 or more; `nil` is any number.
  /// - Throws: ``QueueError/outOfRange(_:got:allowed:)``; then nothing has happened.
  public func setLimit(_ limit: Int?) throws(QueueError) {
    let checked = try Self.checked(limit)
    ends.setLimit(checked)
  }

  // MARK: Looking

  /// Items in it.
  public var depth: Int { ends.locked { ends.depth } }

  /// Items that were put and are not done.
  public var unfinished: Int { ends.locked { finish.withLock { ends.puts - $0.done } } }

  /// Whether it takes nothing more.
  public var isClosed: Bool { ends.isClosed }

  /// Leases that were dropped without having been finished.
  public var failedLeases: UInt64 { finish.withLock { $0.failed } }

  /// The queue at this instant.
  ///
  /// - Returns: numbers that fit together.
  public func snapshot() -> QueueSnapshot {
    ends.locked {
      let finish = finish.withLock { $0 }
      let (puts, depth, limit) = (ends.puts, ends.depth, ends.limit)
      return QueueSnapshot(
        name: name,
        depth: depth,
        limit: limit == .max ? nil : limit,
        highWater: ends.deepest,
        unfinished: puts - finish.done,
        puts: UInt64(puts),
        gets: UInt64(puts - finish.dropped - depth),
        waitingProducers: ends.waiting(.producers),
        waitingConsumers: ends.waiting(.consumers),
        isClosed: ends.isClosed
      )
    }
  }

  /// Who waits for room, and what that has cost so far.
  ///
  /// - Returns: `nil` if the queue has no name; here that is followed by `put`.
  public func producerSnapshot() -> SyncSnapshot? {
    var snapshot = putMeter?.snapshot(holders: 0)
    snapshot?.name += " put"
    snapshot?.acquisitions = UInt64(ends.puts)
    return snapshot
  }

  /// Who waits for an item, and what that has cost so far.
  ///
  /// - Returns: `nil` if the queue has no name; here that is followed by `get`.
  public func consumerSnapshot() -> SyncSnapshot? {
    var snapshot = getMeter?.snapshot(holders: 0)
    snapshot?.name += " get"
    snapshot?.acquisitions = self.snapshot().gets
    return snapshot
  }

  // MARK: Done

  func markDone(_ count: Int) throws(QueueError) {
    guard let joiners = finish.withLock({ $0.markDone(count, of: ends.puts) }) else {
      throw .doneTooOften
    }
    for waiter in joiners { waiter.call() }
  }

  func markFailed() { finish.withLock { $0.failed += 1 } }

  private func joinLine() -> Waiter? { finish.withLock { $0.join(ends.puts) } }

  private func leaveJoiners(_ waiter: Waiter, _ end: WaitEnd) -> WaitEnd {
    // Who is not there any more was taken out because everything is done.
    end == .called || !finish.withLock { $0.leave(waiter) } ? .called : end
  }

  private func join(until deadline: Deadline?, _ interruption: Interruption?) -> WaitEnd {
    guard let waiter = joinLine() else { return .called }
    return leaveJoiners(waiter, waiter.sleep(until: deadline, interruption))
  }

  private func join(until deadline: Deadline?) async -> WaitEnd {
    guard let waiter = joinLine() else { return .called }
    return leaveJoiners(waiter, await waiter.suspend(until: deadline))
  }

  /// Whether nothing will ever come out of it again.
  @usableFromInline var isOver: Bool {
    // It is never opened again: whoever only looks into an open queue keeps nobody up.
    ends.isClosed && ends.locked { ends.depth == 0 }
  }

  private func checkBatch(_ count: Int) throws(QueueError) {
    if count < 1 { throw .outOfRange("the items to take", got: count, allowed: "1 or more") }
  }
}
