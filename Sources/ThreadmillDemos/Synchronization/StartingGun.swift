// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// A start for many at once, and how soon each has gone on after it.
final class StartingGun: Sendable {
  private struct Record {
    /// When it was fired, by the run's clock.
    var firedAt: Duration?
    var reactions: [Duration] = []
    /// Those who went before it was fired.
    var falseStarts = 0
  }

  /// Polling runners look so often in the length of a run.
  private static let looks = 5

  let signal: StartSignal
  private let gate = Event(name: "start")
  private let record = Guarded(Record())
  private let lookCount = Atomic<Int>(0)

  init(_ signal: StartSignal) { self.signal = signal }

  /// How soon each went on, in the order in which they did.
  var reactions: [Duration] { record.withLock { $0.reactions } }
  /// Those who went before it was fired.
  var falseStarts: Int { record.withLock { $0.falseStarts } }
  /// Whether it has been fired.
  var isFired: Bool { record.withLock { $0.firedAt != nil } }
  /// Looks at the flag that came too early.
  var vainLooks: Int { lookCount.load(ordering: .relaxed) }

  func snapshot() -> SyncSnapshot? { signal == .event ? gate.snapshot() : nil }

  /// Fires it.
  func fire(_ stage: DemoStage) {
    let now = stage.now
    record.withLock { $0.firedAt = now }
    gate.set()
  }

  /// Waits for it, and notes how soon the caller went on.
  ///
  /// - Throws: `CancellationError` as soon as the task is asked to stop.
  func waitForStart(_ stage: DemoStage, _ context: borrowing WorkContext) throws(CancellationError)
  {
    let arrival = stage.now
    switch signal {
    case .event: try gate.wait(in: context)
    case .poll:
      while !gate.isSet {
        lookCount.wrappingAdd(1, ordering: .relaxed)
        try context.sleep(for: stage.size / Self.looks)
      }
    }
    let now = stage.now
    record.withLock { record in
      guard let firedAt = record.firedAt else { return record.falseStarts += 1 }
      // Who comes late has not waited since the shot.
      record.reactions.append(now - max(firedAt, arrival))
    }
  }
}
