// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry
import ThreadmillTerminal

/// A situation that the interface is drawn in.
enum Scene: String, CaseIterable, Sendable {
  case browse, browseRunning, empty
  case exhibits, exhibitsEnded
  case run, paused, pausing, standing, short, selected, frozen
  case ended, failed
  case columns, many, micro, heat
  case log, emptyLog, help, line, refused, focusLost

  /// The model in that situation on a screen of that size.
  func model(columns: Int, rows: Int, look: Look = Look()) -> Model {
    typealias F = ScreenFixtures
    func running(_ snapshots: RunSnapshot...) -> Model {
      var model = F.running(
        F.poolSubmit,
        columns: columns,
        rows: rows,
        look: look,
        snapshots: snapshots
      )
      _ = update(&model, .printed(run: model.lastRun, F.printed))
      return model
    }
    let mixed = F.pool([.waiting, .running, .blocked, .idle, .starting])
    var model = F.model(columns: columns, rows: rows, look: look)
    switch self {
    case .browse: break
    case .empty: model.view = .run
    case .emptyLog: model.view = .log
    case .browseRunning:
      model = running(mixed)
      press(&model, .escape)
    case .run: model = running(mixed)
    case .exhibits: model = running(F.exhibits())
    case .exhibitsEnded:
      var last = F.exhibits()
      let ended = F.ended()
      (last.phase, last.card) = (ended.phase, ended.card)
      model = running(F.exhibits(), last)
    case .paused, .pausing:
      var snapshot = mixed
      snapshot.isPaused = true
      snapshot.stillMoving = self == .pausing ? 2 : 0
      model = running(snapshot)
    case .standing:
      var snapshot = F.pool([.idle, .idle, .finished, .failed, .cancelled, .lost])
      snapshot.phase = .standing
      snapshot.roundDone = 10
      model = running(snapshot)
    case .short: model = running(F.short(at: 0), F.short(at: 1), F.short(at: 2))
    case .selected:
      model = running(mixed)
      press(&model, .down, .down, .down)
    case .frozen:
      model = running(mixed)
      press(&model, .character("Z"))
    case .ended: model = running(mixed, F.ended())
    case .failed: model = running(mixed, F.failed())
    case .columns: model = running(F.pool(F.states(36)))
    case .many:
      model = running(F.pool(F.states(200)))
      model.zoom = .lane
    case .micro, .heat:
      // Made once: what they show does not depend on the screen, and it is much.
      model = self == .micro ? Self.microRun : Self.heatRun
      model.size = ScreenSize(columns: columns, rows: rows)
      model.look = look
      press(&model, .down, .down, .right)
    case .log:
      model = running(mixed, F.ended())
      _ = update(&model, .captured(["warning: from a C library"], dropped: 2))
      press(&model, .character("3"))
    case .help:
      model = running(mixed)
      press(&model, .character("?"), .character("w"), .character("o"), .down)
    case .line:
      model = running(mixed)
      press(&model, .character(":"))
      type(&model, "set w")
    case .refused:
      model = running(mixed)
      press(&model, .character(":"))
      type(&model, "set workers 9000")
      press(&model, .enter)
    case .focusLost:
      model = running(mixed)
      _ = update(&model, .key(.focus(false)))
      _ = update(&model, .slowTerminal(2))
    }
    return model
  }

  private static let microRun = mapRun(workers: 48, .micro)
  private static let heatRun = mapRun(workers: 1000, .auto)

  /// A run whose workers are in all states.
  private static func mapRun(workers: Int, _ zoom: ZoomLevel) -> Model {
    typealias F = ScreenFixtures
    let snapshot = F.pool(F.allStates(workers))
    var model = F.running(F.poolSubmit, columns: 80, rows: 24, snapshots: [snapshot])
    _ = update(&model, .printed(run: model.lastRun, F.printed))
    model.zoom = zoom
    return model
  }

  private func press(_ model: inout Model, _ keys: Key...) {
    for key in keys { _ = update(&model, .key(key)) }
  }

  private func type(_ model: inout Model, _ text: String) {
    for character in text { _ = update(&model, .key(.character(character))) }
  }
}

extension ScreenFixtures {
  /// So many workers, their states mixed.
  static func states(_ count: Int) -> [WorkerState] {
    (0..<count).map { [.waiting, .waiting, .running, .blocked, .idle][$0 % 5] }
  }

  /// So many workers, most of them busy, some in every state there is.
  static func allStates(_ count: Int) -> [WorkerState] {
    (0..<count).map { index in
      switch index * 7919 % 61 {
      case 0: .failed
      case 1: .cancelled
      case 2: .lost
      case 3: .starting
      case 4, 5: .finished
      case 6...9: .blocked
      case 10...15: .idle
      case 16...35: .running
      default: .waiting
      }
    }
  }

  /// Threads beside a counter, a queue that is full, and two locks that are contended.
  static func exhibits() -> RunSnapshot {
    var snapshot = pool([.running, .blocked, .blocked, .blocked, .waiting])
    snapshot.lanes[2].worker.blockedOn = "queue \"orders\""
    snapshot.lanes[3].worker.blockedOn = "condition \"not empty\""
    snapshot.facts = [
      RunFact("counter", .text("1834 of 2000, 166 lost")),
      RunFact("lost", .bars([0, 12, 166, 40, 0, 3], "3 in the last round")),
    ]
    snapshot.queues = [
      QueueSnapshot(
        name: "orders",
        depth: 8,
        limit: 8,
        highWater: 8,
        unfinished: 11,
        puts: 120,
        gets: 112,
        waitingProducers: 1,
        waitingConsumers: 0,
        isClosed: false
      )
    ]
    var waits = LatencyHistogram()
    for number in 1...100 { waits.add(.microseconds(number * 3)) }
    var holds = LatencyHistogram()
    for number in 1...50 { holds.add(.nanoseconds(number * 40)) }
    snapshot.primitives = [
      SyncSnapshot(
        kind: .lock,
        name: "counter",
        holder: SyncThread(id: 4711, name: "pool-0", since: .microseconds(12)),
        holders: 1,
        waiters: [SyncThread(id: 4712, name: "pool-1", since: .microseconds(1_200))],
        acquisitions: 1_200_000,
        contended: 408_000,
        waits: waits,
        holds: holds,
        holdStride: 64
      ),
      SyncSnapshot(kind: .semaphore, name: "permits", holders: 3, acquisitions: 12),
    ]
    return snapshot
  }

  /// A pool whose tasks take 20 ms, so many seconds later.
  static func short(at seconds: Int64) -> RunSnapshot {
    var snapshot = pool([.running, .idle, .running])
    snapshot.takenAt = .seconds(113 + seconds)
    snapshot.settings["speed"] = .choice("1")
    for index in snapshot.lanes.indices {
      snapshot.lanes[index].worker.lastService = .milliseconds(20)
      snapshot.lanes[index].worker.task?.elapsed = .milliseconds(7)
      snapshot.lanes[index].worker.busy = .milliseconds(Int64(index + 1) * 300 * seconds)
    }
    return snapshot
  }

  /// A run whose result is wrong.
  static func failed() -> RunSnapshot {
    var snapshot = ended([.idle, .failed])
    snapshot.check = .mismatch
    snapshot.card?.outcome = .failed
    snapshot.card?.reason = nil
    snapshot.card?.check = .mismatch
    snapshot.card?.failure = "A download failed."
    snapshot.card?.mismatch = "expected 10 files, got 9"
    return snapshot
  }
}
