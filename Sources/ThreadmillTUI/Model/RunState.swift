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
  package var settings: KnobSettings
  /// The last picture of it.
  package private(set) var snapshot = RunSnapshot()
  /// What is remembered of each lane, in the order of the snapshot's lanes.
  package private(set) var lanes: [LaneMemory] = []
  /// The last lines it printed.
  package private(set) var printed: [PrintedLine] = []
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
  }

  /// Whether it has ended.
  package var isEnded: Bool { snapshot.phase == .ended }
  /// Whether a person would say that it runs, paused or not.
  package var isActive: Bool { !isEnded }
  /// Whether it is paused.
  package var isPaused: Bool { snapshot.isPaused && isActive }
  /// Whether what it shows changes by itself.
  package var isMoving: Bool {
    isActive && (!snapshot.isPaused || snapshot.stillMoving > 0)
  }
  /// Whether it is paused and nothing moves any more.
  package var isHeld: Bool { isPaused && snapshot.stillMoving == 0 }
  /// How fast its time goes.
  package var speed: Double {
    guard case .choice(let word)? = settings["speed"], let speed = Double(word), speed > 0 else {
      return 1
    }
    return speed
  }
  /// Whether it repeats until somebody stops it.
  package var isUnlimited: Bool { settings["rounds"] == .unlimited }
  /// Whether its workers take one task after another; otherwise each is made for one.
  package var isPool: Bool { info.knob(for: .workers)?.unit == "workers" }

  /// Takes in the next picture.
  package mutating func absorb(_ next: RunSnapshot) {
    let isSameRound = next.round == snapshot.round && snapshot.round > 0
    var memories: [LaneMemory] = []
    memories.reserveCapacity(next.lanes.count)
    var old = lanes[...]
    var computing = 0
    var cpu: Double?
    var tally = Tally.none
    let isHeld = next.isPaused && next.stillMoving == 0
    for lane in next.lanes {
      let worker = lane.worker
      if var memory = Self.take(worker.id, from: &old) {
        memory.absorb(worker, at: next.takenAt, speed: speed)
        memories.append(memory)
      } else {
        let isNew = (isSameRound || isPool) && snapshot.round > 0
        memories.append(
          LaneMemory(worker, at: next.takenAt, bornAt: isNew ? next.takenAt : nil)
        )
      }
      if worker.state == .running, case .steps? = worker.task?.activity { computing += 1 }
      tally[Tally.index(of: worker, isHeld: isHeld)].count += 1
      if let share = memories[memories.count - 1].cpuShare { cpu = (cpu ?? 0) + share }
      nameWidth = max(nameWidth, min(14, worker.name.utf8.count))
    }
    isCrowded = isCrowded || computing > max(1, next.cpuCount)
    cpuRate = next.isPaused ? nil : cpu
    if next.phase == .ended { for index in memories.indices { memories[index].bornAt = nil } }
    lanes = memories
    self.tally = tally
    let settings = next.settings
    snapshot = next
    if !settings.values.isEmpty { self.settings = settings }
    selectedLane = selectedLane.map { min($0, max(0, lanes.count - 1)) }
  }

  /// Takes in lines it has printed.
  package mutating func absorb(_ lines: PrintedLines) {
    printed = Array((printed + lines.lines.suffix(Self.keptLines)).suffix(Self.keptLines))
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
