// SPDX-License-Identifier: Apache-2.0

import ThreadmillTelemetry

extension Demo {
  /// Stands in until the demos have their bodies: a run that ends as soon as it is started.
  package func makeRun(_ settings: KnobSettings) -> any DemoRun {
    UnstartedRun(info: info, settings: settings)
  }
}

/// A run without a body.
final class UnstartedRun: DemoRun {
  let info: DemoInfo
  private let settings: KnobSettings

  init(info: DemoInfo, settings: KnobSettings) {
    self.info = info
    self.settings = settings
  }

  var wakeDescriptor: Int32 { -1 }
  func clearWake() {}
  func start() {}
  func pause() {}
  func resume() {}
  func stop(_ reason: StopReason) {}
  func set(_ knob: String, to value: KnobValue) throws(KnobError) {}
  func snapshot() -> RunSnapshot {
    var snapshot = RunSnapshot()
    snapshot.settings = settings
    snapshot.phase = .ended
    snapshot.card = EndCard(outcome: .failed, failure: "this demo has no body yet")
    return snapshot
  }
  func events() -> any RunEventFeed { NoEvents() }
  func printedLines(from start: Int) -> PrintedLines {
    PrintedLines(lines: [], next: start, dropped: 0)
  }
  func waitUntilEnded(upTo limit: Duration?) -> Bool { true }
}

/// A feed in which nothing happens.
final class NoEvents: RunEventFeed {
  func drain() -> [TaskEvent] { [] }
  var droppedCount: UInt64 { 0 }
}
