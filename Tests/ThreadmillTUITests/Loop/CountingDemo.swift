// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry

/// A demo without threads: its runs do what the test says.
struct CountingDemo: Demo {
  let info = ScreenFixtures.poolSubmit
  let run: CountingRun

  func makeRun(_ settings: KnobSettings, standing: Duration) -> any DemoRun { run }
}

/// A run whose calls are counted and that ends when it is stopped.
final class CountingRun: DemoRun {
  let info = ScreenFixtures.poolSubmit
  let wakeDescriptor: Int32 = -1
  let starts = Atomic<Int>(0)
  let pauses = Atomic<Int>(0)
  let resumes = Atomic<Int>(0)
  let stops = Atomic<Int>(0)
  let sets = Atomic<Int>(0)
  let clears = Atomic<Int>(0)
  private let isEnded = Atomic<Bool>(false)

  func clearWake() { clears.add(1, ordering: .relaxed) }
  func start() { starts.add(1, ordering: .relaxed) }
  func pause() { pauses.add(1, ordering: .relaxed) }
  func resume() { resumes.add(1, ordering: .relaxed) }

  func stop(_ reason: StopReason) {
    stops.add(1, ordering: .relaxed)
    isEnded.store(true, ordering: .relaxed)
  }

  func set(_ knob: String, to value: KnobValue) throws(KnobError) {
    guard info.knob(named: knob) != nil else {
      throw KnobError(knob: knob, value: "", allowed: "workers", isUnknownKnob: true)
    }
    sets.add(1, ordering: .relaxed)
  }

  func snapshot() -> RunSnapshot {
    isEnded.load(ordering: .relaxed) ? ScreenFixtures.ended() : ScreenFixtures.pool([.waiting])
  }

  func events() -> any RunEventFeed { CountingFeed() }

  func printedLines(from start: Int) -> PrintedLines {
    let lines = ScreenFixtures.printed.lines.dropFirst(start)
    return PrintedLines(lines: Array(lines), next: 3, dropped: 0)
  }

  func waitUntilEnded(upTo limit: Duration?) -> Bool { isEnded.load(ordering: .relaxed) }
}

/// A feed in which nothing happens.
final class CountingFeed: RunEventFeed {
  let droppedCount: UInt64 = 0

  func drain() -> [TaskEvent] { [] }
}
