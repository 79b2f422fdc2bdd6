// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import ThreadmillEngine

/// A pool without threads: workers, wakes and callers are played by a seeded random, one step at a
/// time, and after each step everything the state machine promises is checked.
///
/// Wakes are delivered late and in any order, as a system may. A cancellation takes two steps, as in
/// the engine: first the item cannot be claimed any more, later the machine hears of it.
struct PoolModel {
  /// What a worker's thread would be doing.
  enum Phase: Hashable {
    /// Started or woken: asks next what to do.
    case ready
    /// Waits for an item to be handed over.
    case searching
    case running(Int)
    case parked
    /// Its task has ended and is counted; it runs callbacks, for as long as they take.
    case announcing
    case leaving
    /// Its thread could not be created, and the caller has not cleaned up yet.
    case unstarted
  }

  private(set) var machine: PoolStateMachine<Int>
  private var random: SeededRandom
  private(set) var phases: [Int: Phase] = [:]
  /// Wakes that are on their way.
  private var wakes: [Int] = []
  private var submitted = 0
  private var targetBefore = 0
  private(set) var started: [Int] = []
  /// Items in the order in which they were given to a worker.
  private(set) var taken: [Int] = []
  private var cancelled: Set<Int> = []
  /// Items dealt to a worker that it has not claimed, oldest first.
  private var hands: [Int: [Int]] = [:]
  /// Items handed over to a worker that has not seen them yet.
  private var mail: [Int: Int] = [:]
  /// Workers that run what they were handed, and may go on searching after it.
  private var handed: Set<Int> = []
  /// Workers that were told to come.
  private var summoned: Set<Int> = []
  /// How many items a worker may be dealt at once.
  private let handSize: Int
  /// How many items a worker has started.
  private var startedBy: [Int: UInt64] = [:]
  /// Cancelled items that the machine has not heard of.
  private var unheard: [Int] = []
  private(set) var queued: [Int] = []
  /// The first broken promise.
  private(set) var complaint: String?

  init(seed: UInt64, workers: Int, maySearch: Bool, handSize: Int) {
    self.handSize = handSize
    machine = PoolStateMachine(maySearch: maySearch)
    random = SeededRandom(seed: seed)
    resize(to: workers)
  }

  // MARK: Callers

  mutating func submit() {
    let (phases, handed, mail) = (phases, handed, mail)
    var reached: (worker: Int, item: Int?)?
    let admission = machine.submit(submitted) { worker, item in
      reached = (worker, item)
      if phases[worker] == .searching && mail[worker] == nil {
        return item == nil ? .coming : .handed
      }
      return .busy
    }
    let (number, wake) = (admission.number, admission.wake)
    if let reached { note(reached.worker, reached.item, handed) }
    if machine.life == .running {
      if number != UInt64(submitted) {
        complain("item \(submitted) got number \(String(describing: number))")
      }
      queued.append(submitted)
      submitted += 1
    } else if number != nil {
      complain("an item was accepted after the end")
    }
    wakes += wake.map { [$0] } ?? []
  }

  /// What the worker sees of an attempt to reach it.
  private mutating func note(_ worker: Int, _ item: Int?, _ handed: Set<Int>) {
    if phases[worker] == .searching, mail[worker] == nil, let item {
      mail[worker] = item
      taken.append(item)
    } else if phases[worker] == .searching, mail[worker] == nil {
      phases[worker] = .ready
    } else {
      summoned.insert(worker)
      if phases[worker] != .searching && !handed.contains(worker) {
        complain("worker \(worker) was reached and does not search")
      }
    }
  }

  mutating func cancelOne() {
    guard let item = queued.randomElement(using: &random) else { return }
    cancelItem(item)
  }

  private mutating func cancelItem(_ item: Int) {
    queued.removeAll { $0 == item }
    cancelled.insert(item)
    unheard.append(item)
  }

  mutating func hearCancellation() {
    guard let item = unheard.randomElement(using: &random) else { return }
    unheard.removeAll { $0 == item }
    let cancelled = cancelled
    wakes += machine.itemWasCancelled(item) { cancelled.contains($0) }.map { [$0] } ?? []
  }

  mutating func pause() {
    machine.pause()
    takeBackAll()
  }

  /// The pool takes back what lies in hands; the oldest goes to the front.
  private mutating func takeBackAll() {
    if let worker = machine.searchingWorker {
      let isWaiting = phases[worker] == .searching
      machine.endSearch(isComing: isWaiting)
      if isWaiting { phases[worker] = .ready } else { summoned.insert(worker) }
    }
    for (worker, item) in mail {
      phases[worker] = .ready
      taken.removeAll { $0 == item }
    }
    machine.putBack(mail.values.sorted())
    mail = [:]
    machine.putBack(hands.values.flatMap { $0 }.sorted())
    hands = [:]
  }

  mutating func resume() { wakes += machine.resume().map { [$0] } ?? [] }

  @discardableResult
  mutating func resize(to target: Int) -> [Int] {
    takeBackAll()
    let free = (0...).lazy.filter { [phases] in phases[$0] == nil }
    let (start, wake) = machine.resize(to: target)
    let alive = machine.aliveCount
    if machine.targetWorkers != target { complain("the target is \(machine.targetWorkers)") }
    if start != Array(free.prefix(start.count)) {
      complain("started \(start), not the lowest free")
    }
    for index in start {
      phases[index] = .ready
      startedBy[index] = 0
    }
    if phases.count != alive { complain("\(alive) alive, \(phases.count) known") }
    for index in wake
    where phases[index] != .parked {
      complain("worker \(index) is to be woken but is \(String(describing: phases[index]))")
    }
    wakes += wake
    return start
  }

  /// Resizes unless a failed growth has not been cleaned up: the pool does one at a time.
  mutating func resizeIfIdle(to target: Int) {
    if !phases.values.contains(.unstarted) { resize(to: target) }
  }

  /// A growth of which the system refuses the last threads.
  mutating func failToGrow() {
    guard machine.life == .running, !phases.values.contains(.unstarted) else { return }
    targetBefore = machine.targetWorkers
    for index in resize(to: targetBefore + 3).suffix(2) { phases[index] = .unstarted }
  }

  /// What the pool does about refused threads, perhaps after a shutdown has begun.
  mutating func abandonUnstarted() {
    let unstarted = phases.keys.filter { phases[$0] == .unstarted }
    guard !unstarted.isEmpty else { return }
    for index in unstarted {
      machine.workerEnded(index)
      phases[index] = nil
    }
    if !resize(to: targetBefore).isEmpty { complain("going back to fewer workers started some") }
  }

  mutating func drain() { wakes += machine.drain() }

  mutating func cancelAll() {
    takeBackAll()
    let (items, wake) = machine.cancelAll()
    wakes += wake
    for item in items where !cancelled.contains(item) { cancelItem(item) }
  }

  // MARK: Workers

  /// Lets a random worker or wake make one step.
  ///
  /// - Returns: whether there was anything to do.
  mutating func step() -> Bool {
    if !wakes.isEmpty && (random.chance(40) || !hasActiveWorker) {
      deliver(wakes.remove(at: random.below(wakes.count)))
      return true
    }
    let able = phases.keys.sorted().filter(isActive)
    guard let index = able.randomElement(using: &random) else { return false }
    advance(index)
    return true
  }

  private var hasActiveWorker: Bool { phases.keys.contains(where: isActive) }

  private func isActive(_ index: Int) -> Bool {
    switch phases[index] {
    case .parked, .unstarted, nil: false
    case .ready, .searching, .running, .announcing, .leaving: true
    }
  }

  private mutating func deliver(_ index: Int) {
    switch phases[index] {
    case .parked: phases[index] = .ready
    case let phase: complain("woke worker \(index), which is \(String(describing: phase))")
    }
  }

  private mutating func advance(_ index: Int) {
    switch phases[index] {
    case .running:
      phases[index] = .announcing
    case .announcing where handed.contains(index) && !summoned.contains(index):
      phases[index] = .searching
    case .ready, .announcing: ask(index, isTired: false)
    case .searching:
      if let item = mail.removeValue(forKey: index) {
        handed.insert(index)
        if cancelled.contains(item) { phases[index] = .announcing } else { run(item, on: index) }
      } else {
        ask(index, isTired: true)
      }
    case .leaving:
      machine.workerEnded(index)
      phases[index] = nil
    case .parked, .unstarted, nil: break
    }
  }

  private mutating func ask(_ index: Int, isTired: Bool) {
    if let item = hands[index]?.first {
      hands[index]?.removeFirst()
      phases[index] = .ready
      if !cancelled.contains(item) { run(item, on: index) }
      return
    }
    handed.remove(index)
    summoned.remove(index)
    lookAtHands(index)
    let cancelled = cancelled
    let wasRetiring = machine.isRetiring(index)
    var dealt: [Int] = []
    let (step, wake) = machine.next(
      for: index,
      started: startedBy[index] ?? 0,
      isTired: isTired,
      handSize: handSize,
      claim: { item in cancelled.contains(item) ? .hollow : .taken },
      deal: { queue, count in dealt = (0..<count).compactMap { _ in queue.popFirst() } }
    )
    wakes += wake.map { [$0] } ?? []
    if wake == index { complain("worker \(index) wakes itself") }
    switch step {
    case .run(let item):
      if wasRetiring { complain("a retiring worker took item \(item)") }
      taken.append(item)
      let first = queued.first { !mail.values.contains($0) }
      if first != item && handSize == 1 {
        complain("item \(item) started before \(first ?? -1)")
      }
      run(item, on: index)
    case .hand:
      if wasRetiring { complain("a retiring worker was dealt \(dealt)") }
      if dealt.count < 2 || dealt.count > handSize { complain("dealt \(dealt.count) items") }
      hands[index] = dealt
      phases[index] = .ready
    case .search: phases[index] = .searching
    case .park: phases[index] = .parked
    case .leave: phases[index] = .leaving
    }
  }

  private mutating func run(_ item: Int, on index: Int) {
    if machine.isPaused { complain("item \(item) started while paused") }
    queued.removeAll { $0 == item }
    started.append(item)
    startedBy[index, default: 0] += 1
    phases[index] = .running(item)
  }

  /// Whoever comes by takes back the hands he needs, and now and then one that is stuck.
  private mutating func lookAtHands(_ asking: Int) {
    for index in hands.keys.sorted() where machine.isQueueEmpty || random.chance(10) {
      let items = hands.removeValue(forKey: index) ?? []
      if items.isEmpty { continue }
      machine.putBack(items)
      guard let searcher = machine.searchingWorker, searcher != asking else { continue }
      let isWaiting = phases[searcher] == .searching && mail[searcher] == nil
      machine.endSearch(isComing: isWaiting)
      if isWaiting { phases[searcher] = .ready } else { summoned.insert(searcher) }
    }
  }

  // MARK: Promises

  private mutating func complain(_ text: String) { complaint = complaint ?? text }

  mutating func check() {
    if Int(machine.submitted) != submitted { complain("submitted \(machine.submitted)") }
    let heard = cancelled.count - unheard.count
    if Int(machine.cancelledUnstarted) != heard {
      complain("\(machine.cancelledUnstarted) cancelled, not \(heard)")
    }
    if started.count + queued.count + cancelled.count != submitted {
      complain("items are not conserved")
    }
    if machine.aliveCount == 0 && !unheard.isEmpty {
      complain("the pool is gone before it hears of a cancellation")
    }
    if machine.aliveCount != phases.count { complain("alive \(machine.aliveCount)") }
    checkNoLostWake()
  }

  /// If anything waits, then somebody is about to look, or everybody is busy.
  private mutating func checkNoLostWake() {
    guard !machine.isPaused, machine.life != .cancelling, !queued.isEmpty else { return }
    let asleep = phases.filter { $0.value == .parked && !wakes.contains($0.key) }
    let isLooking =
      !wakes.isEmpty
      || phases.values.contains { phase in
        switch phase {
        case .ready, .searching, .leaving: true
        case .running, .announcing, .parked, .unstarted: false
        }
      }
    if !asleep.isEmpty && !isLooking {
      complain("\(queued.count) items wait, workers \(asleep.keys.sorted()) sleep, nobody looks")
    }
  }

  /// Lets everything run out, then checks where it has come to.
  mutating func settle() {
    while !unheard.isEmpty { hearCancellation() }
    for _ in 0..<100_000 {
      guard complaint == nil, step() else { break }
      check()
    }
    if Set(started).count != started.count { complain("an item was started twice") }
    if phases.values.contains(where: { if case .running = $0 { true } else { false } }) {
      complain("tasks still run")
    }
    switch machine.life {
    case .running:
      if machine.aliveCount != machine.targetWorkers {
        complain("\(machine.aliveCount) workers live, \(machine.targetWorkers) are wanted")
      }
      if !machine.isPaused && !queued.isEmpty { complain("\(queued.count) items never started") }
    case .draining, .cancelling:
      if !machine.isTerminated { complain("\(machine.aliveCount) workers outlive the pool") }
      if !queued.isEmpty { complain("\(queued.count) items outlive the pool") }
    }
  }
}
