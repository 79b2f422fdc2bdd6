// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry

struct RunTextTests {
  private func snapshot(_ states: [WorkerState]) -> RunSnapshot {
    var snapshot = RunSnapshot()
    snapshot.phase = .running
    snapshot.elapsed = .seconds(1)
    snapshot.round = 2
    snapshot.roundDone = 1
    snapshot.roundTotal = 5
    snapshot.lanes = states.enumerated().map { id, state in
      RunSnapshot.Lane(
        worker: WorkerSnapshot(id: id, name: "w\(id)", kind: .thread, state: state)
      )
    }
    return snapshot
  }

  @Test func `progress counts the workers of the round, and one of them is a worker`() {
    let table: [([WorkerState], String)] = [
      ([.running, .waiting, .idle], "3 workers, 2 busy"),
      ([.finished, .failed, .waiting], "3 workers, 1 busy"),
      ([.finished, .finished], "2 workers, 0 busy"), ([.blocked], "1 worker, 1 busy"),
    ]
    for (states, text) in table {
      let line = RunText.progress(snapshot(states))
      #expect(line == "[   1.0 s] round 2, 1/5 done (20 %), \(text)")
    }
    #expect(!RunText.progress(snapshot([])).contains("worker"))
  }

  @Test func `a round that stands, and a run that has not begun, have no progress`() {
    for phase in [RunSnapshot.Phase.ready, .standing, .ended] {
      var snapshot = snapshot([.finished])
      snapshot.phase = phase
      #expect(!RunText.hasProgress(snapshot))
    }
    #expect(RunText.hasProgress(snapshot([.waiting])))
  }
}
