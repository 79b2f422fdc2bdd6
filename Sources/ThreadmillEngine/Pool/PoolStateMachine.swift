// SPDX-License-Identifier: Apache-2.0

/// All decisions of a pool, without threads, clocks or closures.
///
/// Submit, take, cancel, pause, resize and shutdown interact here and nowhere else. Its caller
/// holds a lock around every transition and performs the returned actions after releasing it.
///
/// **Waking.** At most one worker searches at a time. A submission goes straight to the searcher if it
/// waits for one, and wakes somebody only when nobody is about to look; who has taken an item and sees
/// more wakes the next. So a burst costs one wake, not one for each task, and throughput does not fall
/// with the number of workers. No wake is lost, because a worker parks under the same lock under which
/// items are added.
///
/// Invariant: unless paused, a queue that is not empty has somebody who comes to look, or no worker is
/// parked, with the exception of ``park(_:)``; and nobody searches.
///
/// Source of the policy: Go's scheduler and tokio's `idle.rs` ("at most one notification in
/// flight").
package struct PoolStateMachine<Item: PoolItem> {
  /// What a worker does, as far as waking and retiring are concerned.
  package enum Activity: Hashable, Sendable { case starting, busy, coming, parked, leaving }

  /// Where the pool is in its life.
  package enum Life: Hashable, Sendable { case running, draining, cancelling }

  fileprivate struct Worker {
    var activity = Activity.starting
    var isRetiring = false
  }

  /// Who lives, at one instant; copied in O(1).
  package struct Roster {
    fileprivate let workers: [Worker?]

    /// Whether a worker of that index lives.
    package func isAlive(_ index: Int) -> Bool { index < workers.count && workers[index] != nil }

    /// Whether the worker of that index ends after what it does now.
    package func isRetiring(_ index: Int) -> Bool { workers[index]?.isRetiring ?? false }
  }

  /// What has become of an item that was handed in.
  package enum Admission: Hashable, Sendable {
    /// It is queued, or handed over; the first of its tasks has this number.
    case accepted(number: UInt64, wake: Int?)
    /// There is no room for it.
    case full
    /// The pool takes no further tasks.
    case closed
  }

  /// What has come of the attempt to reach the searcher.
  package enum Reach: Hashable, Sendable {
    /// It has the item.
    case handed
    /// It comes at once, and asks what to do.
    case coming
    /// It runs what it was handed before, and comes after that.
    case busy
  }

  /// What has come of the attempt to start an item.
  package enum Claim: Hashable, Sendable {
    /// It has been started, and leaves the queue.
    case taken
    /// A part of it has been started, and the rest stays.
    case partly
    /// It was cancelled before, and leaves the queue.
    case hollow
  }

  /// What a worker does next.
  package enum Step {
    /// Run this item; it has been claimed.
    case run(Item)
    /// Run what has been dealt, each item once it can be claimed.
    case hand
    /// Wait a short while for an item to be handed over, then ask again.
    case search
    /// Sleep until woken.
    case park
    /// End.
    case leave
  }

  /// Tasks taken so far.
  package private(set) var submitted: UInt64 = 0
  /// Tasks refused so far.
  package private(set) var rejected: UInt64 = 0
  /// Tasks cancelled before they started.
  package private(set) var cancelledUnstarted: UInt64 = 0
  /// Tasks started by workers that have come to their end.
  private var startedByLeft: UInt64 = 0
  /// Tasks started by the last worker, while it waits for cancellations to be counted.
  private var startedByLast: UInt64?
  /// Where the pool is in its life; it only moves forward.
  package private(set) var life = Life.running
  /// Whether no further item starts; never while the pool ends.
  package private(set) var isPaused = false
  /// How many workers there shall be, 0 or more; those that retire are not among them.
  package private(set) var targetWorkers = 0
  private var queue = PriorityQueue<Item>()
  /// By worker index; `nil` where no worker lives.
  private var workers: [Worker?] = []
  /// The most recently parked last: it is the warmest.
  private var parked: [Int] = []
  /// Who waits for an item to be handed over, or runs one that was.
  private var searcher: Int?
  /// Workers that were woken or summoned and have not asked yet.
  private var comingCount = 0
  /// Workers that have asked what to do and have not been told to leave: of others it is not known
  /// whether they will ever come.
  package private(set) var working = 0
  private let maySearch: Bool
  /// How many items may wait; `nil` is any number.
  package let limit: Int?
  /// Items that wait, if there is a limit: the others of the queue are hollow.
  private var waiting = 0
  /// Whether the last worker that asked has met hollow items.
  package private(set) var hasMetHollow = false
  /// Items that may start although the pool is paused.
  private var stepBudget = 0

  /// - Parameters:
  ///   - maySearch: whether a worker without work looks around before it parks.
  ///   - limit: how many items may wait, 1 or more; `nil` is any number.
  package init(maySearch: Bool, limit: Int? = nil) {
    self.maySearch = maySearch
    self.limit = limit
  }

  /// Whether another item may be queued.
  package var hasRoom: Bool { limit.map { waiting < $0 } ?? true }

  /// Whether an item may start now.
  package var mayStart: Bool { (!isPaused || stepBudget > 0) && life != .cancelling }

  /// Workers that have not ended.
  package var aliveCount: Int { workers.lazy.filter { $0 != nil }.count }

  /// Whether the pool takes no further tasks, every worker has ended, and so has every task.
  package var isTerminated: Bool { isEmptied && aliveCount == 0 }

  /// Whether every task of a pool that takes no more has been started by a worker that has left, or
  /// was cancelled.
  private var isEmptied: Bool {
    life != .running && submitted == startedByLeft + cancelledUnstarted
  }

  /// Whether nothing lies in the queue, hollow items included.
  package var isQueueEmpty: Bool { queue.count == 0 }

  /// Who lives now.
  package var roster: Roster { Roster(workers: workers) }

  /// Whether the worker of that index ends after what it does now.
  package func isRetiring(_ index: Int) -> Bool { workers[index]?.isRetiring ?? false }

  // MARK: Tasks

  /// Adds an item.
  ///
  /// - Parameters:
  ///   - item: what to run.
  ///   - count: how many tasks it is made of.
  ///   - isWhole: whether it is a single task, which may be handed over.
  ///   - reach: hands the searcher the item, or `nil` if it shall come and look.
  /// - Returns: what has become of it.
  @inline(__always)
  package mutating func submit(
    _ item: Item,
    count: UInt64 = 1,
    isWhole: Bool = true,
    reach: (_ searcher: Int, _ item: Item?) -> Reach = { _, _ in .busy }
  ) -> Admission {
    guard life == .running else { return .closed }
    // A bulk costs no more than one of its tasks, and whoever submits it waits for all of them.
    guard !isWhole || hasRoom else { return .full }
    let number = submitted
    submitted += count
    if let searcher {
      // Where places are counted, an item has to be in the queue.
      let mayHandOver = isWhole && queue.count == 0 && limit == nil
      let reached = reach(searcher, mayHandOver ? item : nil)
      if reached == .handed { return .accepted(number: number, wake: nil) }
      endSearch(isComing: reached == .coming)
    }
    queue.append(item)
    if isWhole { waiting += 1 }
    return .accepted(number: number, wake: wakeIfNeeded())
  }

  /// Counts tasks that were refused.
  package mutating func reject(_ count: UInt64 = 1) { rejected += count }

  /// Makes room: drops the oldest of the least urgent items.
  ///
  /// - Parameter claim: ends an item; `false` if somebody else has.
  /// - Returns: the item.
  package mutating func dropOldest(_ claim: (Item) -> Bool) -> Item? {
    guard let item = queue.removeLeastUrgent(claim) else { return nil }
    waiting -= 1
    cancelledUnstarted += 1
    return item
  }

  /// Notes a task that its submitter runs.
  ///
  /// - Returns: its number; `nil` if the pool takes no further tasks.
  package mutating func beginForeign() -> UInt64? {
    guard life == .running else { return nil }
    defer { submitted += 1 }
    return submitted
  }

  /// Notes that so many tasks have ended which their submitter has run.
  ///
  /// - Returns: whom to wake, because it has waited for this.
  package mutating func endForeign(_ count: UInt64) -> Int? {
    startedByLeft += count
    return lastIfAllAccounted()
  }

  /// Notes that a queued item was started by somebody who has not asked for it.
  package mutating func wasTaken(_ item: Item, _ isHollow: (Item) -> Bool) {
    waiting -= 1
    spendStep()
    queue.noteHollow(item.priority, isHollow)
  }

  /// Notes that a task of a bulk was started by somebody who has not asked for it.
  package mutating func spendStep() { if isPaused { stepBudget = max(0, stepBudget - 1) } }

  /// Notes that a queued item has another priority than it had.
  package mutating func move(_ item: Item, from old: WorkPriority) { queue.move(item, from: old) }

  /// Lets nobody search.
  ///
  /// - Parameter isComing: whether the searcher has been told to come and look.
  package mutating func endSearch(isComing: Bool) {
    if let index = searcher.take(), isComing { call(index) }
  }

  /// Notes that a worker which may have been told to come has something else to do first.
  package mutating func isHeldUp(_ index: Int) {
    if searcher == index { searcher = nil }
    guard workers[index]?.activity == .coming else { return }
    workers[index]?.activity = .busy
    comingCount -= 1
  }

  /// Who waits for an item to be handed over, or runs one that was.
  package var searchingWorker: Int? { searcher }

  /// Notes that a queued item was cancelled, whether it still lies in the queue or in a hand.
  ///
  /// - Parameters:
  ///   - item: the item.
  ///   - isHollow: tells a cancelled item.
  /// - Returns: whom to wake, because it has waited for this.
  package mutating func itemWasCancelled(
    _ item: Item,
    _ isHollow: (Item) -> Bool
  ) -> Int? {
    cancelledUnstarted += 1
    waiting -= 1
    queue.noteHollow(item.priority, isHollow)
    return lastIfAllAccounted()
  }

  /// The last worker, if it has waited for what is accounted for now.
  private mutating func lastIfAllAccounted() -> Int? {
    guard let started = startedByLast, isAllAccounted(startedByLast: started) else { return nil }
    startedByLast = nil
    guard let last = parked.popLast() else { return nil }
    workers[last]?.activity = .busy
    return last
  }

  /// Puts items back that have been dealt and not claimed, oldest first.
  package mutating func putBack(_ items: [Item]) { queue.prepend(items) }

  /// Decides what a worker does next.
  ///
  /// - Parameters:
  ///   - index: the worker.
  ///   - started: how many tasks it has started so far.
  ///   - isTired: whether it has searched long enough.
  ///   - handSize: how many items it may be dealt at once, 1 or more.
  ///   - isWhole: whether an item is a single task.
  ///   - claim: marks an item, or a part of it, as started.
  ///   - deal: gives the worker so many whole items to claim by itself, or fewer.
  /// - Returns: what it does, and which other worker to wake.
  package mutating func next(
    for index: Int,
    started: UInt64 = 0,
    isTired: Bool,
    handSize: Int = 1,
    isWhole: (Item) -> Bool = { _ in true },
    claim: (Item) -> Claim,
    deal: (_ queue: inout PriorityQueue<Item>, _ count: Int) -> Void = { _, _ in }
  ) -> (step: Step, wake: Int?) {
    if workers[index]?.activity == .starting { working += 1 }
    if workers[index]?.activity == .coming { comingCount -= 1 }
    if searcher == index { searcher = nil }
    workers[index]?.activity = .busy
    hasMetHollow = false
    if isRetiring(index) && (life == .running || working > 1) { return leave(index, started) }
    if mayStart {
      let size =
        isPaused || limit != nil
        ? 1 : Self.fairShare(of: queue.count, upTo: handSize, workers: working)
      if size > 1, let first = queue.first, isWhole(first) {
        deal(&queue, size)
        return (.hand, wakeIfNeeded())
      }
      if let item = takeItem(isWhole, claim) { return (.run(item), wakeIfNeeded()) }
    }
    if life != .running { return leaveIfEmptied(index, started) }
    if maySearch && !isTired && !isPaused && searcher == nil && comingCount == 0 {
      searcher = index
      return (.search, nil)
    }
    park(index)
    return (.park, nil)
  }

  /// How many items a worker may take without leaving others without: half of its part.
  ///
  /// Source: guided self-scheduling (Polychronopoulos and Kuck, 1987), with a bound.
  package static func fairShare(of count: Int, upTo limit: Int, workers: Int) -> Int {
    limit == 1 ? 1 : max(1, min(limit, count / max(1, 2 * workers)))
  }

  /// Notes that tasks were cancelled that belong to an item which has left the queue.
  ///
  /// - Returns: whom to wake, because it has waited for this.
  package mutating func wereCancelled(_ count: Int) -> Int? {
    cancelledUnstarted += UInt64(count)
    return lastIfAllAccounted()
  }

  /// Parks a worker without a look at the queue, because its caller is about to cancel that.
  package mutating func park(_ index: Int) {
    workers[index]?.activity = .parked
    parked.append(index)
  }

  private mutating func takeItem(
    _ isWhole: (Item) -> Bool,
    _ claim: (Item) -> Claim
  ) -> Item? {
    while let item = queue.first {
      let claim = claim(item)
      if claim == .partly {
        spendStep()
        return item
      }
      _ = queue.popFirst()
      if claim == .taken {
        spendStep()
        if isWhole(item) { waiting -= 1 }
        return item
      }
      queue.notePoppedHollow(item.priority)
      hasMetHollow = true
    }
    return nil
  }

  /// The last worker stays until every cancellation is counted: whoever cancels an item follows it to
  /// this pool.
  private mutating func leaveIfEmptied(_ index: Int, _ started: UInt64) -> (step: Step, wake: Int?)
  {
    if working > 1 || isAllAccounted(startedByLast: started) { return leave(index, started) }
    startedByLast = started
    park(index)
    return (.park, nil)
  }

  private func isAllAccounted(startedByLast: UInt64) -> Bool {
    submitted == startedByLeft + startedByLast + cancelledUnstarted
  }

  private mutating func leave(_ index: Int, _ started: UInt64) -> (step: Step, wake: Int?) {
    working -= 1
    startedByLeft += started
    workers[index]?.activity = .leaving
    return (.leave, wakeIfNeeded())
  }

  /// Restores the invariant: picks somebody to look if items wait and nobody comes.
  @inline(__always)
  package mutating func wakeIfNeeded() -> Int? {
    comingCount > 0 || parked.isEmpty ? nil : wakeOne()
  }

  /// Picks somebody to look although nothing is queued, because items lie in hands.
  package mutating func wakeForHands() -> Int? {
    mayStart && comingCount == 0 && searcher == nil ? callParked() : nil
  }

  private mutating func wakeOne() -> Int? { mayStart && queue.count > 0 ? callParked() : nil }

  private mutating func callParked() -> Int? {
    let index = parked.popLast()
    if let index { call(index) }
    return index
  }

  private mutating func call(_ index: Int) {
    workers[index]?.activity = .coming
    comingCount += 1
  }

  // MARK: Pause

  /// Lets no further item start; a pool that ends is not held up.
  package mutating func pause() {
    isPaused = life == .running
    stepBudget = 0
  }

  /// Lets some items start that wait in a paused pool, and no more than wait there.
  ///
  /// - Parameters:
  ///   - count: how many items.
  ///   - queued: how many wait, each task of a bulk counted.
  /// - Returns: whom to wake.
  package mutating func step(_ count: Int, of queued: Int) -> Int? {
    guard isPaused else { return nil }
    let (sum, hasOverflown) = stepBudget.addingReportingOverflow(max(0, count))
    stepBudget = hasOverflown ? queued : min(queued, sum)
    return wakeIfNeeded()
  }

  /// - Returns: whom to wake.
  package mutating func resume() -> Int? {
    isPaused = false
    return wakeIfNeeded()
  }

  // MARK: Size

  /// Changes how many workers there shall be: retires the newest, or keeps retiring ones and
  /// names the indices of new ones, lowest first.
  ///
  /// - Returns: workers to start, and parked workers to wake so that they end; nobody once the pool
  ///   ends, for then all of them leave.
  package mutating func resize(to target: Int) -> (start: [Int], wake: [Int]) {
    targetWorkers = target
    guard life == .running else { return ([], []) }
    var staying = stayingIndices
    var start: [Int] = []
    var wake: [Int] = []
    for index in workers.indices where staying.count < target {
      guard workers[index]?.isRetiring == true, workers[index]?.activity != .leaving else {
        continue
      }
      workers[index]?.isRetiring = false
      staying.append(index)
    }
    var index = 0
    while staying.count < target {
      defer { index += 1 }
      if index == workers.count { workers.append(nil) }
      guard workers[index] == nil else { continue }
      workers[index] = Worker()
      staying.append(index)
      start.append(index)
    }
    for index in staying.sorted().dropFirst(target) {
      workers[index]?.isRetiring = true
      if workers[index]?.activity == .parked { wake.append(index) }
    }
    unpark(wake)
    return (start, wake)
  }

  /// Makes another worker that is to take the place of one.
  ///
  /// - Returns: its index; `nil` if the one is to end anyhow.
  package mutating func beginReplacing(_ index: Int) -> Int? {
    guard life == .running, !isRetiring(index) else { return nil }
    return addWorker()
  }

  /// Makes a worker with the lowest index that is free.
  private mutating func addWorker() -> Int {
    let index = workers.firstIndex { $0 == nil } ?? workers.count
    if index == workers.count { workers.append(nil) }
    workers[index] = Worker()
    return index
  }

  /// Lets a worker end, because another one has taken its place.
  package mutating func endReplacing(_ index: Int) { workers[index]?.isRetiring = true }

  /// Notes that a worker has ended, or could not be started.
  package mutating func workerEnded(_ index: Int) {
    if let worker = workers[index], worker.activity != .leaving, worker.activity != .starting {
      working -= 1
    }
    if searcher == index { searcher = nil }
    workers[index] = nil
  }

  private var stayingIndices: [Int] {
    workers.indices.filter { index in
      workers[index].map { !$0.isRetiring && $0.activity != .leaving } ?? false
    }
  }

  private mutating func unpark(_ indices: [Int]) {
    guard !indices.isEmpty else { return }
    let woken = Set(indices)
    parked.removeAll(where: woken.contains)
    for index in indices { workers[index]?.activity = .busy }
  }

  // MARK: Shutdown

  /// Stops taking tasks; the workers end once the queue is empty.
  ///
  /// A paused pool runs on.
  ///
  /// - Returns: parked workers to wake so that they end.
  package mutating func drain() -> [Int] {
    if life == .running { life = .draining }
    isPaused = false
    let wake = parked
    unpark(wake)
    return wake
  }

  /// Stops taking tasks and empties the queue.
  ///
  /// - Returns: the items to cancel, hollow ones included, and parked workers to wake so that they
  ///   end.
  package mutating func cancelAll() -> (items: [Item], wake: [Int]) {
    life = .cancelling
    let items = queue.items
    queue = PriorityQueue()
    return (items, drain())
  }
}
