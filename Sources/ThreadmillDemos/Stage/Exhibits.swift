// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// What a round shows besides its lanes: primitives, queues and facts, looked at when a picture is taken.
struct Exhibits: Sendable {
  private var primitives: [@Sendable () -> [SyncSnapshot]] = []
  private var queues: [@Sendable () -> QueueSnapshot] = []
  private var facts: [(label: String, value: @Sendable () -> RunFact.Value)] = []
  /// Whether all of it is the last round's, which stands until the next one shows something.
  private var isStale = false

  /// How many of what are done, and of how many, where that is not told by the round's tasks.
  typealias Progress = (unit: String, count: @Sendable () -> (done: Int, total: Int))

  /// How much of the round is done, where that is not told by its tasks.
  var progress: Progress?

  init(progress: Progress? = nil) { self.progress = progress }

  /// Begins a round.
  ///
  /// What stands goes when the round shows something: a picture that is taken in between would lack the
  /// whole table.
  mutating func turnOver() {
    isStale = true
    progress = nil
  }

  mutating func add(primitives: @escaping @Sendable () -> [SyncSnapshot]) {
    clearIfStale()
    self.primitives.append(primitives)
  }

  mutating func add(queue: @escaping @Sendable () -> QueueSnapshot) {
    clearIfStale()
    queues.append(queue)
  }

  mutating func add(_ label: String, _ value: @escaping @Sendable () -> RunFact.Value) {
    clearIfStale()
    facts.append((label, value))
  }

  /// Lets go of what a round before has shown.
  mutating func clearIfStale() { if isStale { self = Exhibits(progress: progress) } }

  /// Takes the pictures, after it has been copied out of its lock: that is the demo's code.
  func show(in snapshot: inout RunSnapshot) {
    snapshot.primitives = primitives.flatMap { $0() }
    snapshot.queues = queues.map { $0() }
    snapshot.facts = facts.map { RunFact($0.label, $0.value()) }
    guard let progress else { return }
    let (done, total) = progress.count()
    snapshot.roundUnit = progress.unit
    snapshot.roundTotal = max(0, total)
    snapshot.roundDone = min(max(0, done), snapshot.roundTotal)
    snapshot.roundCancelled = 0
  }
}
