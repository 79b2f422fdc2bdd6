// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import ThreadmillDemos
import ThreadmillTUI

/// What the run loop does with runs.
struct LiveRunsTests {
  private let run = CountingRun()

  private func started() -> LiveRuns {
    var runs = LiveRuns(demos: [CountingDemo(run: run)])
    _ = runs.start(1, "pool-submit", ScreenFixtures.poolSubmit.workbenchSettings)
    return runs
  }

  @Test func `a run is started once and asked for its lines from where they were left`() {
    var runs = started()
    #expect(run.starts.load(ordering: .relaxed) == 1)
    #expect(runs.messages().map(\.printedCount) == [3, 0])
    #expect(runs.messages().map(\.printedCount) == [0])
    #expect(run.clears.load(ordering: .relaxed) == 2)
  }

  @Test func `a demo that is not there is refused`() {
    var runs = LiveRuns(demos: [])
    let message = runs.start(1, "nothing", KnobSettings(values: [:]))
    guard case .startFailed(run: 1, let reason) = message else {
      Issue.record("\(message)")
      return
    }
    #expect(reason.contains("nothing"))
    #expect(runs.isEmpty)
  }

  @Test func `effects reach the run they name, and no other`() {
    let runs = started()
    runs.setPaused(true, 1)
    runs.setPaused(false, 1)
    runs.setPaused(true, 2)
    #expect(run.pauses.load(ordering: .relaxed) == 1)
    #expect(run.resumes.load(ordering: .relaxed) == 1)
    #expect(runs.set(1, "workers", .int(5)) == nil)
    #expect(run.sets.load(ordering: .relaxed) == 1)
    guard case .refused(run: 1, let error)? = runs.set(1, "nonsense", .int(5)) else {
      Issue.record("an unknown knob was not refused")
      return
    }
    #expect(error.isUnknownKnob)
  }

  @Test func `a run that has ended says so once and is let go`() {
    var runs = started()
    runs.stop(1, .requested)
    var model = ScreenFixtures.running(
      ScreenFixtures.poolSubmit,
      columns: 80,
      rows: 24,
      snapshots: []
    )
    for message in runs.messages() { _ = update(&model, message) }
    #expect(model.run?.isEnded == true)
    #expect(runs.isEmpty)
    #expect(runs.messages().isEmpty)
  }

  @Test func `leaving stops what still runs`() {
    var runs = started()
    runs.end(within: .milliseconds(10))
    #expect(run.stops.load(ordering: .relaxed) == 1)
    #expect(runs.isEmpty)
  }
}

extension Message {
  /// Lines in a message about them; 0 in any other.
  fileprivate var printedCount: Int {
    if case .printed(_, let lines) = self { lines.lines.count } else { 0 }
  }
}
