// SPDX-License-Identifier: Apache-2.0

public import Synchronization

/// Everything of a queue that is guarded, by one lock for each of its two ends.
///
/// Whoever puts and whoever takes do not meet at a lock: each end has its own, on a line of cache of its
/// own, with a number that says how far it is. Items are numbered as they are put; those from `head` to
/// `tail` are in the queue. An end remembers what it has seen of the other one and looks again only when that
/// is used up, so that in a stream few lines of cache travel.
///
/// An end that finds nothing to do waits *at the other one*, under its lock, where what it waits for is
/// brought: nobody has to look across without a lock, and no wake is lost.
///
/// Where a queue is not first in, first out, whoever takes holds both locks.
///
/// Locks are taken in this order: put, take, done.
///
/// Source: Michael and Scott, "Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue
/// Algorithms" (1996), the queue with two locks, on a ring; the remembered ends: Lee et al., "MCRingBuffer"
/// (2009).
@safe
@usableFromInline
final class QueueEnds<Element: Sendable>: Sendable {
  // Safety: each variable names the lock under which it is touched.
  // A place of the ring is its taker's while its number is from `head` to `tail`, and its putter's otherwise.

  @usableFromInline let isPlain: Bool
  /// Changed under both locks, read under either.
  @exclusivity(unchecked) @usableFromInline nonisolated(unsafe) var ring = Ring<Element>()
  /// Items that may be in it, `Int.max` is any number; changed under both locks, read under either.
  @usableFromInline let bound: Atomic<Int>
  /// Changed under both locks, read under either.
  @usableFromInline let closed = Atomic<Bool>(false)
  private let padBeforePut = PaddingLines()

  // The end where items are put.

  @usableFromInline let putLock = BareLock()
  /// Items that were put, ever; written under `putLock`.
  @usableFromInline let tail = Atomic<Int>(0)
  /// Under `putLock`: how far the other end was when this one looked.
  @exclusivity(unchecked) @usableFromInline nonisolated(unsafe) var headSeen = 0
  /// Under `putLock`.
  @exclusivity(unchecked) @usableFromInline nonisolated(unsafe) var highWater = 0
  /// Under `putLock`.
  @exclusivity(unchecked) @usableFromInline nonisolated(unsafe) var consumers = WaitingSide()
  private let padBeforeTake = PaddingLines()

  // The end where items are taken.

  @usableFromInline let takeLock = BareLock()
  /// Items that were taken or dropped, ever; written under `takeLock`.
  @usableFromInline let head = Atomic<Int>(0)
  /// Under `takeLock`: how far the other end was when this one looked.
  @exclusivity(unchecked) @usableFromInline nonisolated(unsafe) var tailSeen = 0
  /// Under `takeLock`.
  @exclusivity(unchecked) @usableFromInline nonisolated(unsafe) var producers = WaitingSide()
  let pause = StreamPause()
  private let padBeforeRest = PaddingLines()

  let notEmpty = BareCondition()
  let notFull = BareCondition()
  /// Under `putLock`: the items of a queue that is not plain.
  @exclusivity(unchecked) nonisolated(unsafe) var pile: QueuePile<Element>

  init(_ order: QueueOrder<Element>, limit: Int) {
    if case .fifo = order { isPlain = true } else { isPlain = false }
    unsafe pile = QueuePile(order)
    bound = Atomic(limit)
  }

  deinit {
    guard isPlain else { return }
    for number in head.load(ordering: .relaxed)..<tail.load(ordering: .relaxed) {
      _ = unsafe ring.take(at: number)
    }
  }

  // MARK: Putting

  /// Puts an item if there is room and the queue is open.
  @inlinable
  @inline(__always)
  func putIfRoom(_ element: Element) -> Bool {
    putLock.acquire()
    let number = tail.load(ordering: .relaxed)
    guard unsafe number - headSeen < ring.capacity && hasRoom(number) || makeRoom(number) else {
      putLock.release()
      return false
    }
    if isPlain { unsafe ring.put(element, at: number) } else { pileUp(element) }
    // Pairs with the acquiring loads of those who take and of those who wait for the end.
    tail.store(number + 1, ordering: .releasing)
    if unsafe number - headSeen >= highWater { noteHighWater(number + 1) }
    let isWanted = unsafe consumers.isWanted
    if isWanted { callConsumer() } else { putLock.release() }
    return true
  }

  /// Whether there is room by what was seen last, under `putLock`.
  @usableFromInline
  @inline(__always)
  func hasRoom(_ number: Int) -> Bool {
    unsafe number - headSeen < bound.load(ordering: .relaxed) && !closed.load(ordering: .relaxed)
  }

  /// Looks how far the other end is, and gets more places if the ring is full.
  ///
  /// - Returns: whether an item may be put, under `putLock`.
  @usableFromInline
  @inline(never)
  func makeRoom(_ number: Int) -> Bool {
    // Pairs with the releasing store of whoever took: its place may be used again.
    unsafe headSeen = head.load(ordering: .acquiring)
    guard hasRoom(number) else { return false }
    guard unsafe isPlain && number - headSeen >= ring.capacity else { return true }
    takeLock.acquire()
    unsafe ring.grow(keeping: head.load(ordering: .relaxed)..<number)
    takeLock.release()
    return true
  }

  @usableFromInline
  @inline(never)
  func pileUp(_ element: Element) { unsafe pile.add(element) }

  /// Notes how many items are in the queue if there have never been more.
  @usableFromInline
  @inline(never)
  func noteHighWater(_ tail: Int) {
    unsafe headSeen = head.load(ordering: .acquiring)
    unsafe highWater = max(highWater, tail - headSeen)
  }

  /// Releases `putLock` and wakes somebody who waits for an item.
  @usableFromInline
  @inline(never)
  func callConsumer() {
    let call = unsafe consumers.call()
    putLock.release()
    wake(.consumers, call)
  }

  // MARK: Taking

  /// Takes the next item if there is one.
  @inlinable
  @inline(__always)
  func takeIfAny() -> Element? {
    guard isPlain else { return takeFromPile() }
    takeLock.acquire()
    let number = head.load(ordering: .relaxed)
    guard unsafe number < tailSeen || findMore(number) else {
      takeLock.release()
      return nil
    }
    let element = unsafe ring.take(at: number)
    // Pairs with the acquiring load of whoever puts.
    head.store(number + 1, ordering: .releasing)
    let isWanted = unsafe producers.isWanted
    if isWanted { callProducer() } else { takeLock.release() }
    return element
  }

  /// Looks how far the other end is, under `takeLock`.
  ///
  /// - Returns: whether there is an item with that number.
  @usableFromInline
  @inline(__always)
  func findMore(_ number: Int) -> Bool {
    // Pairs with the releasing store of whoever put.
    unsafe tailSeen = tail.load(ordering: .acquiring)
    return unsafe number < tailSeen
  }

  @usableFromInline
  @inline(never)
  func takeFromPile() -> Element? {
    lockBoth()
    guard let element = unsafe pile.take() else {
      unlockBoth()
      return nil
    }
    head.store(head.load(ordering: .relaxed) + 1, ordering: .releasing)
    putLock.release()
    callProducer()
    return element
  }

  /// Releases `takeLock` and wakes somebody who waits for room.
  @usableFromInline
  @inline(never)
  func callProducer(for places: Int = 1) {
    let call = callProducers(for: places)
    takeLock.release()
    wake(.producers, call)
  }

  /// Whom to wake, under `takeLock`, after so many places at most have become free.
  func callProducers(for places: Int) -> QueueCall {
    guard !isClosed else { return QueueCall() }
    return unsafe producers.call(for: min(places, room))
  }

  /// Takes so many items at most; `nil` if there is none.
  func takeBatch(_ count: Int) -> [Element]? {
    if isPlain { takeLock.acquire() } else { lockBoth() }
    let first = head.load(ordering: .relaxed)
    let end = first + min(count, depth)
    let batch = (first..<end).compactMap { unsafe isPlain ? ring.take(at: $0) : pile.take() }
    head.store(end, ordering: .releasing)
    if !isPlain { putLock.release() }
    callProducer(for: batch.count)
    return batch.isEmpty ? nil : batch
  }

  // MARK: Both ends

  func lockBoth() {
    putLock.acquire()
    takeLock.acquire()
  }

  func unlockBoth() {
    takeLock.release()
    putLock.release()
  }

  /// Runs `body` while nobody is at either end.
  func locked<Result>(_ body: () -> Result) -> Result {
    lockBoth()
    defer { unlockBoth() }
    return body()
  }

  /// Items in it.
  ///
  /// Under both locks it is exact; under `putLock` it may be too many, under `takeLock` too few.
  var depth: Int {
    // The end that may move is read last, or it could seem to have overtaken the other one.
    let head = head.load(ordering: .acquiring)
    return tail.load(ordering: .acquiring) - head
  }

  /// Items that may be put, as exact as ``depth``; below zero after the limit was lowered.
  var room: Int { limit - depth }

  // MARK: Under both locks

  /// Takes all items, in no order.
  func takeAll() -> QueueDrop<Element> {
    let (first, end) = (head.load(ordering: .relaxed), tail.load(ordering: .relaxed))
    head.store(end, ordering: .releasing)
    guard isPlain else { return unsafe QueueDrop(pile: pile.takeAll(), count: end - first) }
    return QueueDrop(items: (first..<end).map { unsafe ring.take(at: $0) }, count: end - first)
  }

  /// Takes nothing more from now on.
  ///
  /// - Returns: the asynchronous tasks that wait; threads are woken by ``wakeEverybody()``.
  func close() -> [Waiter] {
    closed.store(true, ordering: .relaxed)
    return unsafe consumers.takeLine() + producers.takeLine()
  }

  var deepest: Int { unsafe highWater }

  func waiting(_ side: QueueSide) -> Int {
    switch side {
    case .consumers: unsafe consumers.waiting
    case .producers: unsafe producers.waiting
    }
  }

  // MARK: Without a lock

  var limit: Int { bound.load(ordering: .relaxed) }
  var isClosed: Bool { closed.load(ordering: .relaxed) }

  /// Items that were put, ever; as many at least as the calling thread knows of.
  var puts: Int { tail.load(ordering: .acquiring) }

  func wakeEverybody() {
    notEmpty.notifyAll()
    notFull.notifyAll()
  }

  /// Changes how many items may be in it; what is in it stays.
  func setLimit(_ limit: Int) {
    lockBoth()
    bound.store(limit, ordering: .relaxed)
    putLock.release()
    callProducer(for: .max)
  }
}
