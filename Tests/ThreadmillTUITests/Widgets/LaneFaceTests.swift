// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry

/// The table of lanes: which state says what.
struct LaneFaceTests {
  private func face(_ state: WorkerState, speed: Double = 1, isHeld: Bool = false) -> LaneFace {
    let lane = RunSnapshot.Lane(worker: ScreenFixtures.worker(2, state), note: "→ 4")
    return LaneFace(lane, memory: nil, speed: speed, isHeld: isHeld)
  }

  @Test func `a wait is told in real time`() {
    let face = face(.waiting, speed: 0.1)
    #expect(face.measure == "0.44 of 1.0 s")
    #expect(face.fraction.map { ($0 * 100).rounded() } == 44)
    #expect(face.word == "wait")
  }

  @Test func `computing tells units`() {
    #expect(face(.running).measure == "1.2 of 5.0 M")
  }

  @Test func `a blocked worker says for what and has an empty trough`() {
    let face = face(.blocked)
    #expect(face.measure == "lock \"counter\" 0.8 s")
    #expect(face.hasBar)
    #expect(face.fraction == nil)
  }

  @Test func `an idle worker says how long and what came last`() {
    let face = face(.idle)
    #expect(face.measure == "idle 0.8 s")
    #expect(face.note == "→ 4")
    #expect(!face.hasBar)
  }

  @Test func `what a thread took has no pause in it`() {
    var worker = ScreenFixtures.worker(0, .waiting)
    (worker.busy, worker.lastService) = (.seconds(1), nil)
    var memory = LaneMemory(worker, at: .seconds(1), pause: .seconds(7))
    worker.busy = .seconds(4)
    memory.absorb(worker, at: .seconds(4), speed: 1, pause: .seconds(9))
    // No picture was taken between the end of another pause and its own end.
    (worker.state, worker.busy, worker.lastService) = (.finished, .seconds(9), .seconds(9))
    memory.absorb(worker, at: .seconds(9), speed: 1, pause: .seconds(13))
    // After its end others may be paused for as long as they like.
    memory.absorb(worker, at: .seconds(99), speed: 1, pause: .seconds(90))
    let lane = RunSnapshot.Lane(worker: worker)
    #expect(
      LaneFace(lane, memory: memory, speed: 1, isHeld: false, isPool: false).measure == "took 3.0 s"
    )
    #expect(LaneFace(lane, memory: memory, speed: 1, isHeld: false).measure == "took 9.0 s")
  }

  @Test func `every state has a word and a glyph of its own`() {
    let faces = WorkerState.allCases.map { face($0) }
    #expect(Set(faces.map(\.word)).count == WorkerState.allCases.count)
    #expect(Set(faces.map { $0.glyph.scalar(isUTF8: true) }).count == WorkerState.allCases.count)
    #expect(faces.allSatisfy { $0.word.count <= 9 && $0.shortWord.count <= 6 })
  }

  @Test func `a held worker stands still and keeps its bar`() {
    let face = face(.waiting, isHeld: true)
    #expect(face.word == "held")
    #expect(face.hasBar)
  }

  @Test func `tasks under 200 ms show the last second until they take more than 300`() {
    var worker = ScreenFixtures.worker(0, .running)
    worker.task = TaskSnapshot(id: 1, name: nil, elapsed: .milliseconds(5), activity: .unreported)
    var memory = LaneMemory(worker, at: .zero)
    func see(_ service: Duration, at time: Duration, busy: Duration) -> LaneFace {
      worker.lastService = service
      worker.busy = busy
      memory.absorb(worker, at: time, speed: 1)
      return LaneFace(RunSnapshot.Lane(worker: worker), memory: memory)
    }
    #expect(see(.milliseconds(250), at: .seconds(1), busy: .seconds(4)).word == "run")
    let short = see(.milliseconds(20), at: .milliseconds(1500), busy: .milliseconds(4250))
    #expect(short.word == "busy")
    #expect(short.measure == "50% busy, last 1 s")
    #expect(see(.milliseconds(250), at: .seconds(2), busy: .milliseconds(4750)).word == "busy")
    #expect(see(.milliseconds(301), at: .seconds(3), busy: .seconds(5)).word == "run")
  }

  @Test func `a new lane says in how long it started, for a moment`() {
    let worker = ScreenFixtures.worker(0, .idle)
    let memory = LaneMemory(worker, at: .seconds(5), bornAt: .seconds(5))
    let lane = RunSnapshot.Lane(worker: worker)
    #expect(LaneFace(lane, memory: memory, now: .seconds(6)).measure == "started in 41 µs")
    #expect(LaneFace(lane, memory: memory, now: .seconds(7)).measure == "idle 0.8 s")
  }
}
