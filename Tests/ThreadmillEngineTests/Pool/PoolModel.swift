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
  private var cancelled: Set<Int> = []
  /// Cancelled items that the machine has not heard of.
  private var unheard: [Int] = []
  private var queued: [Int] = []
  /// The first broken promise.
  private(set) var complaint: String?

  init(seed: UInt64, workers: Int, maySearch: Bool) {
    machine = PoolStateMachine(maySearch: maySearch)
    random = SeededRandom(seed: seed)
    resize(to: workers)
  }

  // MARK: Callers

  mutating func submit() {
    let (number, wake) = machine.submit(submitted)
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
    machine.itemWasCancelled { cancelled.contains($0) }
  }

  mutating func pause() { machine.pause() }

  mutating func resume() { wakes += machine.resume().map { [$0] } ?? [] }

  @discardableResult
  mutating func resize(to target: Int) -> [Int] {
    let free = (0...).lazy.filter { [phases] in phases[$0] == nil }
    let (start, wake) = machine.resize(to: target)
    let alive = machine.aliveCount
    if machine.targetWorkers != target { complain("the target is \(machine.targetWorkers)") }
    if start != Array(free.prefix(start.count)) {
      complain("started \(start), not the lowest free")
    }
    for index in start { phases[index] = .ready }
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
      let endings: [TaskEnding] = [.finished, .failed, .cancelled]
      machine.taskEnded(endings[random.below(3)])
      phases[index] = .announcing
    case .ready, .announcing: ask(index, isTired: false)
    case .searching: ask(index, isTired: true)
    case .leaving:
      machine.workerEnded(index)
      phases[index] = nil
    case .parked, .unstarted, nil: break
    }
  }

  private mutating func ask(_ index: Int, isTired: Bool) {
    let cancelled = cancelled
    let wasRetiring = machine.isRetiring(index)
    let (step, wake) = machine.next(for: index, isTired: isTired) { item in
      !cancelled.contains(item)
    }
    wakes += wake.map { [$0] } ?? []
    if wake == index { complain("worker \(index) wakes itself") }
    switch step {
    case .run(let item):
      if wasRetiring { complain("a retiring worker took item \(item)") }
      if machine.isPaused { complain("item \(item) started while paused") }
      if queued.first != item { complain("item \(item) started before \(queued.first ?? -1)") }
      queued.removeAll { $0 == item }
      started.append(item)
      phases[index] = .running(item)
    case .search: phases[index] = .searching
    case .park: phases[index] = .parked
    case .leave: phases[index] = .leaving
    }
  }

  // MARK: Promises

  private mutating func complain(_ text: String) { complaint = complaint ?? text }

  mutating func check() {
    let counts = machine.counts
    let running = phases.values.count { if case .running = $0 { true } else { false } }
    if !counts.isConserved { complain("counts are not conserved: \(counts)") }
    if Int(counts.submitted) != submitted { complain("submitted \(counts.submitted)") }
    if Int(counts.running) != running { complain("running \(counts.running)") }
    if Int(counts.queued) != queued.count + unheard.count { complain("queued \(counts.queued)") }
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
    if machine.counts.running > 0 { complain("tasks still run") }
    switch machine.life {
    case .running:
      if machine.aliveCount != machine.targetWorkers {
        complain("\(machine.aliveCount) workers live, \(machine.targetWorkers) are wanted")
      }
      if !machine.isPaused && !queued.isEmpty { complain("\(queued.count) items never started") }
    case .draining, .cancelling:
      if !machine.isTerminated { complain("\(machine.aliveCount) workers outlive the pool") }
      if machine.counts.queued > 0 { complain("\(machine.counts.queued) items outlive the pool") }
    }
  }
}
