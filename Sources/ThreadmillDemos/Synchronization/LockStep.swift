// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// Where the threads of ``BarrierDemo`` meet after each phase, and a record of who was where.
final class LockStep: Sendable {
  /// What became of a thread at the end of a phase.
  enum Step { case goesOn, isBroken }

  private struct Record {
    /// How many have ended each phase.
    var ended: [Int: Int] = [:]
    /// Times that somebody began a phase before all had ended the one before.
    var early = 0
    /// How long each thread has waited for the others, by its number; what goes on is not in it.
    var waited: [Int: Duration] = [:]
    /// Since when those wait who do so now.
    var waiting: [Int: Duration] = [:]
    var latest = 0
    /// The numbers of those who have had a place.
    var places: Set<Int> = []
  }

  /// `nil` where nobody waits for the others.
  private let barrier: Barrier?
  private let record = Guarded(Record())
  /// How many take part.
  let parties: Int

  init(parties: Int, isClosed: Bool) throws(SyncError) {
    self.parties = parties
    barrier = isClosed ? try Barrier(parties: parties, name: "phase") : nil
  }

  /// Whether threads wait for each other.
  var isClosed: Bool { barrier != nil }
  /// Times that somebody began a phase before all had ended the one before.
  var earlyCount: Int { record.withLock { $0.early } }
  /// The latest phase that somebody has begun, counted from 1; 0 before that.
  var latestPhase: Int { record.withLock { $0.latest } }
  /// How long each thread has waited for the others by then, in the order of their numbers.
  func waits(at now: Duration) -> [Duration] {
    let (waited, waiting) = record.withLock { ($0.waited, $0.waiting) }
    return Set(waited.keys).union(waiting.keys).sorted().map { number in
      waited[number, default: .zero] + (waiting[number].map { max(.zero, now - $0) } ?? .zero)
    }
  }

  func snapshot() -> SyncSnapshot? { barrier?.snapshot() }

  // MARK: What a thread does

  /// Takes the place of that number.
  ///
  /// - Returns: `false` if the barrier was not made for it, or if somebody has had the place before: who
  ///   takes part in the middle would be counted for a phase that it has not done.
  func takePlace(_ number: Int) -> Bool {
    number < parties && record.withLock { $0.places.insert(number).inserted }
  }

  /// Notes that a thread begins a phase, counted from 0.
  func begin(_ phase: Int) {
    record.withLock { record in
      record.latest = max(record.latest, phase + 1)
      if phase > 0, record.ended[phase - 1, default: 0] < parties { record.early += 1 }
    }
  }

  /// Notes that a thread has ended a phase, and waits for the others.
  ///
  /// - Returns: whether all have met; `isBroken` if one has given up.
  /// - Throws: `CancellationError` as soon as the task is asked to stop; the barrier breaks then.
  func end(
    _ phase: Int,
    _ number: Int,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Step {
    record.withLock { $0.ended[phase, default: 0] += 1 }
    guard let barrier else { return .goesOn }
    let began = stage.now
    record.withLock { $0.waiting[number] = began }
    defer {
      let waited = stage.now - began
      record.withLock { record in
        record.waiting[number] = nil
        record.waited[number, default: .zero] += waited
      }
    }
    do {
      try barrier.wait(in: context)
      return .goesOn
    } catch {
      if context.isCancelled { throw CancellationError() }
      return .isBroken
    }
  }

  /// Breaks the barrier, because one of the threads does not come any more.
  func leave() { barrier?.abort() }
}
