// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// A meeting of a fixed number of threads or tasks: nobody goes on before all are there, again and again.
///
/// If one gives up, because its limit has passed or it is asked to stop, the meeting can never be
/// complete: the barrier breaks, for all who wait and all who come, until ``reset()``.
///
/// Memory ordering: what each did before it arrived is visible to all after they have gone on.
public final class Barrier: Sendable {
  private let state: Guarded<BarrierState>
  private let action: (@Sendable () -> Void)?
  private let meter: SyncMeter?
  /// How many have to come.
  public let parties: Int

  /// Creates a barrier.
  ///
  /// - Parameters:
  ///   - parties: how many have to come, 1 or more.
  ///   - name: as it is shown; `nil` tells nothing.
  ///   - action: run once for each meeting, by the last to come, before anybody goes on.
  /// - Throws: ``SyncError/outOfRange(_:got:allowed:)``.
  public init(
    parties: Int,
    name: String? = nil,
    action: (@Sendable () -> Void)? = nil
  ) throws(SyncError) {
    guard parties > 0 else {
      throw .outOfRange("the parties of a barrier", got: parties, allowed: "1 or more")
    }
    self.parties = parties
    self.action = action
    state = Guarded(BarrierState(parties: parties))
    meter = SyncMeter(.barrier, name: name)
  }

  /// How many wait for the others.
  public var waiting: Int { state.withLock { $0.arrived } }

  /// Whether it is broken.
  public var isBroken: Bool { state.withLock { $0.isBroken } }

  /// Blocks until all have come.
  ///
  /// - Parameter limit: monotonic time; `nil` waits for ever. When it has passed the barrier breaks.
  /// - Returns: in which place the caller came to this meeting: `0..<parties`, each once.
  /// - Throws: ``SyncError/brokenBarrier`` or ``SyncError/negativeLimit(_:)``.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @discardableResult
  public func wait(upTo limit: Duration? = nil) throws(SyncError) -> Int {
    let deadline = try Self.deadline(limit)
    return try meet { $0.core.wait(until: deadline) ? .called : .late }
  }

  /// Blocks until all have come or the task is asked to stop; then the barrier breaks.
  ///
  /// - Parameter context: of the task that waits.
  /// - Returns: in which place the caller came to this meeting: `0..<parties`, each once.
  /// - Throws: `CancellationError`, noticed within 20 ms, or ``SyncError/brokenBarrier``.
  @available(*, noasync)
  @discardableResult
  public func wait(in context: borrowing WorkContext) throws -> Int {
    let interruption = context.interruption
    do {
      return try meet { meeting in
        while !interruption.isRequested {
          let look = Interruption.nextLook(interruption, nil)
          if meeting.core.wait(until: look) { return .called }
        }
        return .interrupted
      }
    } catch {
      if interruption.isRequested { throw CancellationError() }
      throw error
    }
  }

  /// Suspends until all have come.
  ///
  /// - Parameter limit: monotonic time; `nil` waits for ever. When it has passed, or the awaiting task is
  ///   cancelled, the barrier breaks.
  /// - Returns: in which place the caller came to this meeting: `0..<parties`, each once.
  /// - Throws: ``SyncError/brokenBarrier`` or ``SyncError/negativeLimit(_:)``.
  @discardableResult
  public func wait(upTo limit: Duration? = nil) async throws(SyncError) -> Int {
    let deadline = try Self.deadline(limit)
    switch arrive() {
    case .refused: throw .brokenBarrier
    case .last(let meeting, let index): return try complete(meeting, index)
    case .wait(let meeting, let index):
      let wait = {
        let isThere = await meeting.core.settled(until: deadline, isCancellable: true)
        if !isThere { self.giveUp(meeting) }
        await meeting.core.settled()
        return Self.end(of: meeting)
      }
      guard let meter else { return try pass(await wait(), index) }
      return try pass(await meter.suspending(wait), index)
    }
  }

  /// Breaks the barrier: those who wait, and all who come, are told so.
  public func abort() { breakUp(state.withLock { $0.abort() }) }

  /// Makes the barrier whole again; who waits at this moment is told that it is broken.
  public func reset() { breakUp(state.withLock { $0.reset() }) }

  /// Who waits, and what it has cost so far.
  ///
  /// - Returns: `nil` if it has no name.
  public func snapshot() -> SyncSnapshot? { meter?.snapshot(holders: 0) }

  private static func deadline(_ limit: Duration?) throws(SyncError) -> Deadline? {
    guard let limit else { return nil }
    return try Deadline(checked: limit)
  }

  private func arrive() -> BarrierState.Arrival { state.withLock { $0.arrive() } }

  private func meet(_ wait: (BarrierState.Meeting) -> WaitEnd) throws(SyncError) -> Int {
    switch arrive() {
    case .refused: throw .brokenBarrier
    case .last(let meeting, let index): return try complete(meeting, index)
    case .wait(let meeting, let index):
      guard let meter else { return try pass(settle(meeting, wait(meeting)), index) }
      return try pass(meter.sleeping { settle(meeting, wait(meeting)) }, index)
    }
  }

  /// The last one lets all go on.
  private func complete(
    _ meeting: BarrierState.Meeting,
    _ index: Int
  ) throws(SyncError) -> Int {
    action?()
    if state.withLock({ $0.endAction(of: meeting) }) { meeting.settle(.success(())) }
    return try pass(settle(meeting, .called), index)
  }

  /// What has come of a wait: who gives up at the moment at which the last one comes has met the others.
  private func settle(_ meeting: BarrierState.Meeting, _ end: WaitEnd) -> WaitEnd {
    if end != .called { giveUp(meeting) }
    meeting.core.wait(until: nil)
    return Self.end(of: meeting)
  }

  private func giveUp(_ meeting: BarrierState.Meeting) {
    breakUp(state.withLock { $0.abort(because: meeting) })
  }

  private static func end(of meeting: BarrierState.Meeting) -> WaitEnd {
    if case .success = meeting.settledOutcome { .called } else { .interrupted }
  }

  private func pass(_ end: WaitEnd, _ index: Int) throws(SyncError) -> Int {
    guard end == .called else { throw .brokenBarrier }
    meter?.passed()
    return index
  }

  private func breakUp(_ meetings: [BarrierState.Meeting]) {
    for meeting in meetings { meeting.settle(.failure(.failed(.brokenBarrier))) }
  }
}
