// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry

/// What one cell says of a worker or of several.
struct LaneMarkTests {
  private func run(_ snapshots: RunSnapshot...) -> RunState {
    let info = ScreenFixtures.poolSubmit
    var run = RunState(number: 1, info: info, settings: info.workbenchSettings)
    for snapshot in snapshots { run.absorb(snapshot) }
    return run
  }

  @Test func `the worst state of a group shows`() {
    let calmestFirst: [WorkerState] = [
      .finished, .idle, .starting, .running, .waiting, .cancelled, .blocked, .lost, .failed,
    ]
    for (place, worst) in calmestFirst.enumerated() {
      let states = Array(calmestFirst[...place])
      for order in [states, states.reversed()] {
        let run = run(ScreenFixtures.pool(order))
        #expect(run.mark(of: 0..<order.count).kind == LaneMark.Kind(worst), "\(order)")
      }
    }
  }

  @Test func `of two in the worst state the one that is less far shows`() {
    let shares = [0.7, 0.2, nil, 0.4]
    for order in [shares, shares.reversed()] {
      var mark = LaneMark(.idle)
      for share in order { mark.merge(LaneMark(.waiting, share: share)) }
      #expect(mark == LaneMark(.waiting, share: 0.2))
    }
  }

  @Test func `a cell counts each of its workers, and groups lose none`() {
    let states = ScreenFixtures.allStates(1000)
    let run = run(ScreenFixtures.pool(states))
    for group in [1, 2, 3, 7, 9, 1000] {
      let starts = Array(stride(from: 0, to: 1000, by: group))
      let marks = starts.map { run.mark(of: $0..<min(1000, $0 + group)) }
      let worst = starts.map { start in
        states[start..<min(1000, start + group)].map { LaneMark.Kind($0) }.max()
      }
      #expect(marks.map(\.kind) == worst)
    }
    #expect(run.tally.reduce(0) { $0 + $1.count } == 1000)
  }

  @Test func `levels are the share of the task, and nothing where none is known`() {
    var snapshot = ScreenFixtures.pool([.waiting, .running, .blocked, .idle, .running])
    snapshot.lanes[4].worker.task?.activity = .unreported
    let run = run(snapshot)
    #expect(run.mark(of: 0).share == 0.1)
    #expect(run.mark(of: 1).share.map { ($0 * 1000).rounded() } == 246)
    #expect(run.mark(of: 2).share == nil)
    #expect(run.mark(of: 3).share == nil)
    #expect(run.mark(of: 4).share == nil)
  }

  @Test func `tasks under 200 ms show the share of the last second that was busy`() {
    typealias F = ScreenFixtures
    let run = run(F.short(at: 0), F.short(at: 1), F.short(at: 2))
    #expect(run.mark(of: 0) == LaneMark(.running, share: 0.3))
    #expect(run.mark(of: 1) == LaneMark(.running, share: 0.6))
  }

  @Test func `a held worker keeps its level`() {
    var snapshot = ScreenFixtures.pool([.waiting, .idle])
    snapshot.isPaused = true
    let run = run(snapshot)
    #expect(run.mark(of: 0) == LaneMark(.waiting, share: 0.1, isHeld: true))
    #expect(!run.mark(of: 1).isHeld)
  }

  @Test(arguments: [
    ("lock \"a\"", "lock", "lock"), ("rlock \"a\"", "lock", "lock"),
    ("rwlock \"a\"", "lock", "lock"),
    ("queue \"a\"", "queue", "queue"), ("semaphore \"a\"", "semaphore", "permit"),
    ("event \"a\"", "event", "event"), ("condition \"a\"", "condition", "cond"),
    ("barrier \"a\"", "barrier", "meet"), ("latch \"a\"", "latch", "latch"),
    ("io \"a\"", "io", "io"),
    ("something else", "blocked", "block"),
  ])
  func `a blocked lane's word is what it waits for`(cause: String, word: String, short: String) {
    var worker = ScreenFixtures.worker(1, .blocked)
    worker.blockedOn = cause
    let face = LaneFace(RunSnapshot.Lane(worker: worker), memory: nil)
    #expect(face.word == word && face.shortWord == short)
    #expect(
      face.glyph == .blocked
        && face.role == (word == "lock" || word == "blocked" ? .blocked : .waiting)
    )
    #expect(face.hasBar && face.fraction == nil)
  }

  @Test func `marks and lanes agree on words and bars`() {
    let run = run(ScreenFixtures.pool(ScreenFixtures.allStates(61)))
    for (index, lane) in run.snapshot.lanes.enumerated() {
      let face = LaneFace(lane, memory: run.lanes[index])
      let mark = run.mark(of: index)
      #expect(face.role == mark.kind.role && face.glyph == mark.kind.glyph)
      #expect(face.fraction == mark.share && face.hasBar == mark.kind.isBusy)
      // A lane has room to say what a blocked worker waits for.
      #expect(face.shortWord.hasPrefix(mark.kind == .blocked ? "lock" : mark.kind.word))
    }
  }
}
