// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine

/// A run under test: every wait has a deadline, and the run is stopped when the test lets go of it.
final class TestRun {
  /// Longer than anything here takes, even on a busy machine.
  static let deadline = Duration.seconds(60) * Load.patience

  let run: any DemoRun

  /// Makes a run of `demo` with the seed's settings and these changes; it has not started.
  init(
    _ demo: any Demo,
    _ assignments: KeyValuePairs<String, String> = [:],
    standing: Duration = .milliseconds(2)
  ) throws {
    TestProgram.install()
    let settings = try demo.info.settings(
      base: demo.info.seedSettings,
      assignments: assignments.map { ($0.key, $0.value) }
    )
    run = Self.make(demo, settings, standing)
  }

  /// Makes a run whose rounds are short, whatever the unit of the demo's size.
  convenience init(
    quick demo: any Demo,
    _ assignments: [String: String] = [:],
    standing: Duration = .milliseconds(2)
  ) throws {
    var all = assignments
    if all["size"] == nil { all["size"] = demo.info.quickSize }
    let settings = try demo.info.settings(
      base: demo.info.seedSettings,
      assignments: all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    )
    self.init(run: Self.make(demo, settings, standing))
  }

  private init(run: any DemoRun) { self.run = run }

  deinit { run.stop(.requested) }

  private static func make(
    _ demo: any Demo,
    _ settings: KnobSettings,
    _ standing: Duration
  ) -> any DemoRun {
    guard let staged = demo as? any StagedDemo else { return demo.makeRun(settings) }
    func open(_ staged: some StagedDemo) -> any DemoRun {
      StagedRun(staged, settings, standing: standing)
    }
    return open(staged)
  }

  var lines: [String] { run.printedLines(from: 0).lines.map(\.text) }

  /// Turns a knob as it would be typed; relative values count from the present one.
  func set(_ name: String, _ text: String) throws {
    let knob = try #require(run.info.knob(named: name))
    try run.set(name, to: knob.parse(text, current: run.snapshot().settings[name]))
  }

  /// Waits for the end.
  func card() throws -> EndCard {
    try #require(run.waitUntilEnded(upTo: Self.deadline), "the run does not end")
    return try #require(run.snapshot().card)
  }

  /// Starts the run and waits for its end.
  func play() throws -> EndCard {
    run.start()
    return try card()
  }

  /// Looks at the run again and again until it is as wanted.
  @discardableResult
  func until(
    _ comment: Comment,
    _ isWanted: (RunSnapshot) -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> RunSnapshot {
    let end = MonotonicClock.now + Self.deadline
    while MonotonicClock.now < end {
      let snapshot = run.snapshot()
      if isWanted(snapshot) { return snapshot }
      Self.nap()
    }
    let last = run.snapshot()
    return try #require(
      isWanted(last) ? last : nil,
      comment,
      sourceLocation: sourceLocation
    )
  }

  /// A moment in which others may work.
  static func nap(_ duration: Duration = .milliseconds(1)) {
    _ = Guarded(()).wait(upTo: duration) { _ in nil as Void? }
  }
}

extension DemoInfo {
  /// A size that makes a short round.
  var quickSize: String {
    if case .duration? = knob(for: .size)?.kind { "1ms" } else { "300" }
  }
}
