// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

/// A run without threads: it prints and ends inside the calls that make it do so.
final class FakeRun: DemoRun {
  private struct State {
    var snapshot = RunSnapshot()
    var lines: [PrintedLine] = []
    var feeds: [FakeFeed] = []
  }

  let info: DemoInfo
  private let demo: FakeDemo
  private var behaviour: FakeDemo.Behaviour { demo.behaviour }
  private let wake = WakeDescriptor()
  private let state: Monitor<State>

  init(_ demo: FakeDemo, _ settings: KnobSettings) {
    info = demo.info
    self.demo = demo
    var state = State()
    state.snapshot.settings = settings
    self.state = Monitor(state)
  }

  var wakeDescriptor: Int32 { wake.descriptor }
  func clearWake() { wake.clear() }

  func start() {
    state.withLock { state in
      state.snapshot.phase = .running
      state.snapshot.round = 1
      state.lines.append(PrintedLine(time: .zero, text: "\(info.id) begins\u{1B}[2J ✓"))
      for feed in state.feeds {
        feed.add(TaskEvent(time: .seconds(1), task: 7, state: .queued, pid: 42))
      }
    }
    demo.onStart()
    switch behaviour {
    case .instant: end(.ok, .match, nil)
    case .mismatch: end(.failed, .mismatch, nil)
    case .endless, .stubborn: wake.signal()
    }
  }

  func pause() { state.withLock { $0.snapshot.isPaused = true } }
  func resume() { state.withLock { $0.snapshot.isPaused = false } }

  func stop(_ reason: StopReason) {
    guard behaviour != .stubborn, state.withLock({ $0.snapshot.phase != .ended }) else { return }
    end(reason == .requested ? .stopped : .cancelled, .none, reason)
  }

  private func end(_ outcome: EndCard.Outcome, _ check: OracleCheck, _ reason: StopReason?) {
    state.withLock { state in
      state.lines.append(PrintedLine(time: .zero, text: "\(info.id) ends"))
      state.snapshot.phase = .ended
      state.snapshot.card = EndCard(
        outcome: outcome,
        reason: reason,
        check: check,
        mismatch: check == .mismatch ? "expected 1, got 2" : nil,
        rounds: check == .none ? 0 : 1,
        makespan: check == .none ? nil : .milliseconds(301),
        ideal: .milliseconds(300),
        idealFormula: "⌈10/4⌉ × 0.1 s",
        cpusReceived: 0.02,
        aha: "One worker more saves a wave.",
        tries: [.init(keys: "+", reason: "one more", commands: ["set workers +1", "restart"])],
        counts: TaskCounts(submitted: 10, finished: 10),
        workers: [
          WorkerSnapshot(
            id: 0,
            name: "w0",
            kind: .thread,
            state: .finished,
            finished: 10,
            busy: .milliseconds(300),
            queueWait: .milliseconds(1)
          )
        ],
        resultFields: [
          .init("files", .int(10)), .init("share", .real(0.5)), .init("name", .text("a\"b")),
          .init("order", .ints([1, 2])), .init("names", .texts(["x", "y"])),
        ]
      )
    }
    wake.signal()
  }

  func set(_ knob: String, to value: KnobValue) throws(KnobError) {
    state.withLock { $0.snapshot.settings[knob] = value }
  }

  func snapshot() -> RunSnapshot { state.withLock { $0.snapshot } }

  func events() -> any RunEventFeed {
    let feed = FakeFeed()
    state.withLock { $0.feeds.append(feed) }
    return feed
  }

  func printedLines(from start: Int) -> PrintedLines {
    state.withLock { state in
      PrintedLines(lines: Array(state.lines.dropFirst(start)), next: state.lines.count, dropped: 0)
    }
  }

  func waitUntilEnded(upTo limit: Duration?) -> Bool { snapshot().phase == .ended }
}

/// A feed that keeps what it is given.
final class FakeFeed: RunEventFeed {
  private let events = Monitor<[TaskEvent]>([])

  func add(_ event: TaskEvent) { events.withLock { $0.append(event) } }

  func drain() -> [TaskEvent] {
    events.withLock { events in
      defer { events = [] }
      return events
    }
  }

  var droppedCount: UInt64 { 0 }
}
