// SPDX-License-Identifier: Apache-2.0

/// Everything of a queue that is touched only under its lock, and what each step means for those who wait.
///
/// **Waking threads.** At most one sleeper on each side is on its way at a time; who arrives and sees that
/// there is more for others wakes the next one. So a stream costs one wake for each time somebody has slept,
/// not one for each item. No wake is lost: whoever leaves its sleep, for whatever reason, takes the mark
/// away that somebody is on its way, and looks.
///
/// **Waking tasks.** Nobody wakes the next task, so each item, and each place, calls one: as long as some
/// are in line, as many are on their way as there are items, or places. Who is called always looks, also
/// if it wanted to go at that moment; who then has to wait again joins the line only when nothing is there.
@usableFromInline
struct QueueState<Element>: ~Copyable {
  @usableFromInline var ring = Ring<Element>()
  /// Only where a queue is sorted.
  var heap: SortedHeap<Element>?
  @usableFromInline let isPlain: Bool
  let isLIFO: Bool
  /// Items that may be in it; `Int.max` is any number.
  @usableFromInline var limit: Int
  @usableFromInline var isClosed = false
  /// Items in it.
  @usableFromInline var depth = 0
  @usableFromInline var highWater = 0
  @usableFromInline var unfinished = 0
  @usableFromInline var puts: UInt64 = 0
  /// Items that closing at once has dropped.
  var dropped: UInt64 = 0
  /// Leases that were given up.
  var failed: UInt64 = 0
  @usableFromInline var consumers = WaitingSide()
  @usableFromInline var producers = WaitingSide()
  /// Those who wait until everything is done.
  var joiners = WaitLine()

  init(_ order: QueueOrder<Element>, limit: Int) {
    self.limit = limit
    switch order {
    case .fifo: (isPlain, isLIFO) = (true, false)
    case .lifo: (isPlain, isLIFO) = (false, true)
    case .sorted(let comesBefore):
      (isPlain, isLIFO) = (false, false)
      heap = SortedHeap(by: comesBefore)
    }
  }

  @usableFromInline var hasRoom: Bool {
    @inlinable @inline(__always) get { depth < limit && !isClosed }
  }

  @inlinable
  @inline(__always)
  mutating func append(_ element: consuming Element) {
    if isPlain { ring.append(element) } else { insert(element) }
    depth += 1
    unfinished += 1
    puts &+= 1
    if depth > highWater { highWater = depth }
  }

  @usableFromInline
  @inline(never)
  mutating func insert(_ element: consuming Element) {
    if heap == nil { ring.append(element) } else { heap?.insert(element) }
  }

  /// Takes the next item; there is one.
  @inlinable
  @inline(__always)
  mutating func take() -> Element {
    depth -= 1
    return isPlain ? ring.removeFirst() : takeOther()
  }

  @usableFromInline
  @inline(never)
  mutating func takeOther() -> Element {
    if let first = heap?.removeFirst() { return first }
    return isLIFO ? ring.removeLast() : ring.removeFirst()
  }

  /// Drops all items.
  ///
  /// - Returns: them, to be freed without the lock.
  mutating func dropAll() -> [Element] {
    var all: [Element] = []
    while depth > 0 { all.append(take()) }
    // Fewer, if somebody has reported items done that nobody had taken.
    unfinished = max(0, unfinished - all.count)
    dropped += UInt64(all.count)
    return all
  }

  /// Notes that so many items are done.
  ///
  /// - Returns: who has waited for that; `nil` if so many were not put.
  mutating func markDone(_ count: Int) -> [Waiter]? {
    guard count <= unfinished else { return nil }
    unfinished -= count
    return takeJoiners()
  }

  /// Those who have waited for everything to be done, if it is.
  mutating func takeJoiners() -> [Waiter] {
    unfinished == 0 ? joiners.pop(upTo: .max) : []
  }

  /// Whom to wake after so many places at most have become free.
  mutating func callProducers(for places: Int) -> QueueCall {
    hasRoom ? producers.call(for: min(places, limit - depth)) : QueueCall()
  }

  /// How many items were taken.
  var gets: UInt64 { puts &- dropped &- UInt64(depth) }
}

/// Those who wait on one side of a queue.
@usableFromInline
struct WaitingSide {
  /// Threads that sleep, or are about to.
  @usableFromInline var sleeping = 0
  /// Whether one of them is on its way.
  @usableFromInline var isOneComing = false
  /// Asynchronous tasks.
  var line = WaitLine()
  /// Whether there are any.
  @usableFromInline var hasLine = false

  init() {}

  /// Whether somebody has to be woken when there is something for this side.
  @usableFromInline var isWanted: Bool {
    @inlinable @inline(__always) get { sleeping != 0 && !isOneComing || hasLine }
  }

  /// Whom to wake for so many items or places, 1 or more.
  mutating func call(for count: Int = 1) -> QueueCall {
    var call = QueueCall()
    if sleeping > 0 && !isOneComing {
      isOneComing = true
      call.wakesThread = true
    }
    if hasLine {
      call.task = line.popFirst()
      if count > 1 { call.moreTasks = line.pop(upTo: count - 1) }
      hasLine = !line.isEmpty
    }
    return call
  }

  /// Takes all asynchronous tasks out of the line.
  mutating func takeLine() -> [Waiter] {
    hasLine = false
    return line.pop(upTo: .max)
  }

  mutating func join() -> Waiter {
    hasLine = true
    return line.join()
  }

  /// - Returns: `false` if it was called before.
  mutating func leave(_ waiter: Waiter) -> Bool {
    let wasThere = line.leave(waiter)
    hasLine = !line.isEmpty
    return wasThere
  }

  var waiting: Int { sleeping + line.count }
}

/// Whom to wake once the lock is released.
struct QueueCall {
  var wakesThread = false
  var task: Waiter?
  var moreTasks: [Waiter] = []

  func callTasks() {
    task?.call()
    for task in moreTasks { task.call() }
  }
}
