// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos
import ThreadmillTelemetry

/// A run as the interface knows it.
package struct RunState: Sendable {
  /// The run's number, counted from 1 since the application started.
  package let number: Int
  /// The demo that runs.
  package let info: DemoInfo
  /// The values of its knobs, requested ones included.
  package var settings: KnobSettings {
    didSet { if settings != oldValue { speed = Self.speed(settings) } }
  }
  /// How fast its time goes; kept, because every lane of every picture asks for it.
  package private(set) var speed = 1.0
  /// The last picture of it.
  package private(set) var snapshot = RunSnapshot()
  /// What is remembered of each lane, in the order of the snapshot's lanes.
  package private(set) var lanes: [LaneMemory] = []
  /// The last lines it printed.
  package private(set) var printed: [PrintedLine] = []
  /// Whether it was asked to pause or to go on, until a picture says what came of it.
  package var pauseRequest: Bool?
  /// Why it was asked to stop, if it was.
  package var stopReason: StopReason?
  /// The lane that the arrows have chosen.
  package var selectedLane: Int?
  /// The first lane shown when there are more lanes than rows.
  package var firstLane = 0
  /// The widest worker name so far; it never shrinks, so columns stand still.
  package private(set) var nameWidth = 0
  /// How many workers are in which state.
  package private(set) var tally = Tally.none
  /// Whether more tasks computed than there are CPUs, at any time so far.
  package private(set) var isCrowded = false
  /// How long it was paused, as far as pictures tell.
  private var pause = Duration.zero
  /// Since when more tasks compute than there are CPUs, without a break.
  package private(set) var crowdedSince: Duration?
  /// CPU time received over about the last second, in CPUs; `nil` until it can be told.
  package private(set) var cpuRate: Double?
  /// A change of the number of workers that is still going on.
  package var resize: ResizeRecord?

  /// Lines kept for the Run view.
  private static let keptLines = 8

  /// Creates the state of a run that is about to start.
  package init(number: Int, info: DemoInfo, settings: KnobSettings) {
    self.number = number
    self.info = info
    self.settings = settings
    snapshot.settings = settings
    speed = Self.speed(settings)
  }

  /// Whether it has ended.
  package var isEnded: Bool { snapshot.phase == .ended }
  /// Whether a person would say that it runs, paused or not.
  package var isActive: Bool { !isEnded }
  /// Whether it is paused.
  package var isPaused: Bool { (pauseRequest ?? snapshot.isPaused) && isActive }
  /// Whether what it shows changes by itself.
  package var isMoving: Bool {
    isActive && (!snapshot.isPaused || snapshot.stillMoving > 0)
  }
  /// Whether it is paused and nothing moves any more.
  package var isHeld: Bool { snapshot.isPaused && isActive && snapshot.stillMoving == 0 }
  /// Whether it repeats until somebody stops it.
  package var isUnlimited: Bool { settings["rounds"] == .unlimited }
  /// Digits of the largest worker number, 2 or more; lanes are in stable order, so it is the last one's.
  package var numberWidth: Int {
    max(2, String(max(0, snapshot.lanes.last?.worker.id ?? 0)).utf8.count)
  }
  /// Whether its workers take one task after another; otherwise each is made for one.
  package var isPool: Bool { info.knob(for: .workers)?.unit == "workers" }

  /// Takes in the next picture.
  ///
  /// - Complexity: O(lanes); the only pass over all of them, so that drawing need not count.
  package mutating func absorb(_ next: RunSnapshot) {
    var next = next
    if isHeld && next.isPaused && next.stillMoving == 0 { Self.holdAges(in: &next, of: snapshot) }
    let isMidRun = snapshot.round > 0 && (isPool || next.round == snapshot.round)
    let bornAt = isMidRun && next.phase != .ended ? next.takenAt : nil
    let isHeld = next.isPaused && next.stillMoving == 0
    var count = LaneCount()
    var memories: [LaneMemory] = []
    memories.reserveCapacity(next.lanes.count)
    if snapshot.isPaused || next.isPaused {
      let step = (next.takenAt - snapshot.takenAt) - (next.elapsed - snapshot.elapsed)
      pause += max(.zero, step)
    }
    // A thread of the next round is another one.
    var old = isPool || next.round == snapshot.round ? lanes[...] : []
    // By index: a copy of each lane would count references of four strings.
    for index in next.lanes.indices {
      var memory = Self.take(next.lanes[index].worker.id, from: &old)
      memory?.absorb(next.lanes[index].worker, at: next.takenAt, speed: speed, pause: pause)
      if next.phase == .ended { memory?.settle() }
      let kept =
        memory
        ?? LaneMemory(next.lanes[index].worker, at: next.takenAt, bornAt: bornAt, pause: pause)
      memories.append(kept)
      count.add(next.lanes[index].worker, isHeld: isHeld, cpu: kept.cpuShare)
    }
    lanes = memories
    tally = count.tally
    nameWidth = max(nameWidth, min(14, count.nameWidth))
    isCrowded = isCrowded || count.computing > max(1, next.cpuCount)
    let isCrowdedNow = count.computing >= max(1, next.cpuCount) && next.phase == .running
    crowdedSince = isCrowdedNow && !next.isPaused ? crowdedSince ?? next.takenAt : nil
    cpuRate = next.isPaused ? nil : count.cpu
    selectedLane = selection(in: next)
    snapshot = next
    pauseRequest = nil
    if !next.settings.values.isEmpty { settings = next.settings }
  }

  /// The place of the selected worker in the next picture: others may have gone before it.
  private func selection(in next: RunSnapshot) -> Int? {
    guard let index = selectedLane else { return nil }
    guard snapshot.lanes.indices.contains(index) else {
      return min(index, max(0, next.lanes.count - 1))
    }
    let id = snapshot.lanes[index].worker.id
    if next.lanes.indices.contains(index), next.lanes[index].worker.id == id { return index }
    let found = next.lanes.firstIndex { $0.worker.id == id }
    return found ?? min(index, max(0, next.lanes.count - 1))
  }

  /// In a run that is held, what lanes and primitives tell of their age stands still like everything else.
  private static func holdAges(in next: inout RunSnapshot, of held: RunSnapshot) {
    for (index, before) in zip(next.primitives.indices, held.primitives)
    where next.primitives[index].name == before.name {
      next.primitives[index].holdAges(of: before)
    }
    for (index, lane) in zip(next.lanes.indices, held.lanes)
    where next.lanes[index].worker.id == lane.worker.id
      && next.lanes[index].worker.state == lane.worker.state
    {
      next.lanes[index].worker.stateAge = lane.worker.stateAge
      next.lanes[index].worker.task?.elapsed = lane.worker.task?.elapsed
    }
  }

  /// When the run started on the monotonic clock, later by the time it was paused.
  package var origin: Duration? {
    snapshot.elapsed > .zero ? snapshot.takenAt - snapshot.elapsed : nil
  }

  /// Takes in lines it has printed.
  package mutating func absorb(_ lines: PrintedLines) {
    printed = Array((printed + lines.lines.suffix(Self.keptLines)).suffix(Self.keptLines))
  }

  private static func speed(_ settings: KnobSettings) -> Double {
    guard case .choice(let word)? = settings["speed"], let speed = Double(word), speed > 0 else {
      return 1
    }
    return speed
  }

  /// Takes the memory of a worker out of those that are left; both sequences are in stable order.
  private static func take(_ id: Int, from old: inout ArraySlice<LaneMemory>) -> LaneMemory? {
    // Lanes vanish a few at a time, so a short look ahead finds the match or there is none.
    guard let index = old.prefix(lookAhead).firstIndex(where: { $0.id == id }) else { return nil }
    let memory = old[index]
    old = old[(index + 1)...]
    return memory
  }

  private static let lookAhead = 64
}

extension SyncSnapshot {
  /// Lets those who hold it and who wait, before and now, do so for as long as they did then.
  fileprivate mutating func holdAges(of before: SyncSnapshot) {
    if holder?.id == before.holder?.id { holder = before.holder }
    for index in waiters.indices {
      guard let then = before.waiters.first(where: { $0.id == waiters[index].id }) else { continue }
      waiters[index].since = then.since
    }
  }
}
