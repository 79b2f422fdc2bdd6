// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos
import ThreadmillTelemetry

/// What a lane says at one instant: state word, glyph, bar and texts, as `design.md`'s table of lanes
/// has them.
package struct LaneFace: Sendable, Hashable {
  /// The state in a word of at most nine letters.
  package var word: String
  /// The state's sign.
  package var glyph: Glyph
  /// How the word, the glyph and the bar look.
  package var role: Role
  /// Whether there is a bar at all; idle and ended workers have none.
  package var hasBar: Bool
  /// The filled share; `nil` draws an empty trough.
  package var fraction: Double?
  /// Time or count, such as `0.42 of 1.0 s`.
  package var measure: String
  /// The same in at most fourteen columns, where that takes other words.
  package var shortMeasure: String?
  /// Whether the measure is news, such as `started in 41 µs`.
  package var isNews = false
  /// The task in hand and the last result.
  package var note: String
  /// The one of them that is said where both do not fit.
  package var shortNote: String

  /// The word in at most six letters.
  package var shortWord: String {
    switch word {
    case "cancelled": "cancel"
    case "blocked": "block"
    case "condition": "cond"
    case "semaphore": "permit"
    case "barrier": "meet"
    default: word
    }
  }

  /// How long a new lane says so.
  package static let newsTime: Duration = .milliseconds(1500)

  /// Makes the face of a lane.
  ///
  /// - Parameters:
  ///   - lane: The lane.
  ///   - memory: What is remembered of it.
  ///   - speed: How fast the run's time goes; waits are told in real time.
  ///   - now: When the snapshot was taken.
  ///   - isHeld: Whether the run is paused and nothing moves any more.
  ///   - isPool: Whether the worker takes one task after another, so that tasks need numbers.
  package init(
    _ lane: RunSnapshot.Lane,
    memory: LaneMemory?,
    speed: Double = 1,
    now: Duration = .zero,
    isHeld: Bool = false,
    isPool: Bool = true
  ) {
    let worker = lane.worker
    (word, glyph, role) = Self.state(of: worker, isHeld: worker.isHeld || isHeld)
    hasBar = worker.state.isBusy
    fraction = worker.state == .blocked ? nil : worker.task?.activity.fraction
    measure = Self.measure(
      of: worker,
      speed: max(speed, 1e-6),
      pause: isPool ? .zero : memory?.pause ?? .zero
    )
    let notes = Self.notes(of: lane, isPool: isPool)
    note = notes.joined(separator: "  ")
    shortNote = notes.first ?? ""
    if let memory, memory.isShort, worker.state.isAlive, word != "held" {
      // The number of a task that is gone in an instant would only flicker.
      note = Self.notes(of: lane, isPool: false).joined(separator: "  ")
      shortNote = note
      if let share = memory.shownBusyShare(in: worker.state) { beBusy(share, waits: memory.waits) }
    }
    guard let born = memory?.bornAt, now - born < Self.newsTime, worker.state.isAlive else {
      return
    }
    guard let latency = worker.startLatency else { return }
    measure = "started in " + Numbers.age(latency)
    shortMeasure = "new " + Numbers.age(latency)
    isNews = true
  }

  /// Tasks that are too short for a bar of their own: the share of the last second instead.
  private mutating func beBusy(_ share: Double, waits: Bool) {
    (word, glyph, role) = waits ? ("busy", .waiting, .waiting) : ("busy", .running, .running)
    hasBar = true
    fraction = share
    measure = Numbers.percent(share) + " busy, last 1 s"
    shortMeasure = Numbers.percent(share) + " busy"
  }

  private static func state(of worker: WorkerSnapshot, isHeld: Bool) -> (String, Glyph, Role) {
    if isHeld, worker.state.isBusy { return ("held", .held, .idle) }
    return switch worker.state {
    case .starting: ("start", .starting, .idle)
    case .idle: worker.isRetiring ? ("ending", .idle, .idle) : ("idle", .idle, .idle)
    case .running: ("run", .running, .running)
    case .waiting: ("wait", .waiting, .waiting)
    case .blocked: blocked(on: worker.blockedOn)
    case .finished: ("done", .done, .done)
    case .failed: ("failed", .failed, .failed)
    case .cancelled: ("cancelled", .cancelled, .cancelled)
    case .lost: ("lost", .lost, .failed)
    }
  }

  /// What is waited for is the word: the first one of `lock "counter"`.
  private static func blocked(on cause: String?) -> (String, Glyph, Role) {
    let word = cause.map { String($0.prefix { $0 != " " }) } ?? "blocked"
    return switch word {
    case "lock", "rlock", "rwlock": ("lock", .blocked, .blocked)
    case "queue", "semaphore", "event", "condition", "barrier", "latch", "io":
      (word, .blocked, .waiting)
    default: ("blocked", .blocked, .blocked)
    }
  }

  // A pause does not count of a thread's life.
  private static func measure(
    of worker: WorkerSnapshot,
    speed: Double,
    pause: Duration
  ) -> String {
    switch worker.state {
    case .starting: return ""
    case .idle:
      return worker.stateAge.map { "idle " + Numbers.age($0) } ?? ""
    case .blocked:
      let age = worker.stateAge.map { Numbers.age($0) } ?? ""
      guard let cause = worker.blockedOn else { return age }
      return age.isEmpty ? cause : cause + " " + age
    case .running, .waiting:
      switch worker.task?.activity {
      case .wait(let elapsed, let requested)?:
        return Numbers.part(elapsed / speed, of: requested / speed)
      case .steps(let done, let total)?:
        return Numbers.part(done, of: total)
      case .unreported?, nil:
        return worker.task?.elapsed.map { Numbers.age($0) } ?? ""
      }
    case .finished, .failed, .cancelled, .lost:
      // What it reports of itself has no pauses in it.
      let time =
        worker.lastService.map { max(.zero, $0 - pause) }
        ?? (worker.busy > .zero ? worker.busy : nil)
      let word = worker.state == .finished ? "took " : "after "
      return time.map { word + Numbers.time($0) } ?? ""
    }
  }

  private static func notes(of lane: RunSnapshot.Lane, isPool: Bool) -> [String] {
    let worker = lane.worker
    var parts: [String] = []
    if isPool, let task = worker.task {
      parts.append(task.name ?? "#" + String(task.id))
    }
    if let note = lane.note, !note.isEmpty { parts.append(note) }
    if worker.isRetiring, worker.state.isBusy { parts.append("ends after this") }
    return parts
  }
}
