// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine
internal import ThreadmillTelemetry

/// Threads with one task each, as many as the knob `workers` says, also while they run.
///
/// ```swift
/// try crew.start { index, context in … }      // also runs on threads that are added later
/// let outcome = try crew.join()               // in the order in which they were started
/// ```
///
/// One more worker starts the thread with the next number; one less asks the newest thread to stop,
/// whose lane stays. What has ended by then stays as it ended.
package final class Crew<Value: Sendable>: StageMachine {
  package static var isEmptyBetweenRounds: Bool { true }

  /// The body of thread `index`, counted from 0.
  package typealias Body =
    @Sendable (_ index: Int, borrowing WorkContext) throws(CancellationError) -> Value
  private typealias Member = WorkerThread<Value, CancellationError>

  private struct Roster {
    var target: Int
    var body: Body?
    /// In the order of their start; a number comes again if its thread was cancelled before.
    var members: [(index: Int, thread: Member, isAskedToStop: Bool)] = []
    /// Threads that are being started, and not among the members yet.
    var startingCount = 0
    var orders: [CrewOrder] = []
    /// What earlier rounds have left.
    var before = MachinePicture()

    /// The newest member of each number, by number.
    var latest: [Int: Int] {
      var latest: [Int: Int] = [:]
      for (position, member) in members.enumerated() { latest[member.index] = position }
      return latest
    }
  }

  private let roster: Guarded<Roster>
  /// Held while threads are started, so that two turns of the knob do not mix.
  private let turning = Lock()
  private let pace: Pace
  private let hub = EventHub()

  /// Makes a crew without members.
  package init(_ stage: DemoStage) {
    roster = Guarded(Roster(target: stage.workers))
    pace = stage.pace
  }

  // MARK: A round

  /// Starts the threads of a round.
  ///
  /// - Throws: `PoolError` if the system refuses a thread; those before it run.
  package func start(_ body: @escaping Body) throws(PoolError) {
    let past = picture()
    roster.withLock { roster in
      roster.before = MachinePicture(counts: past.counts, cpu: past.cpu)
      roster.members = []
      roster.orders = []
      roster.body = body
    }
    try adjust()
  }

  /// Waits for all threads of the round, added ones included.
  ///
  /// - Parameter handOut: called as each one is joined, in the order of their start.
  /// - Returns: what was asked of the crew and what came of it.
  /// - Throws: `CancellationError` if the run was stopped.
  package func join(
    _ handOut: (CrewOutcome<Value>.End) -> Void = { _ in }
  ) throws(CancellationError) -> CrewOutcome<Value> {
    var ends: [CrewOutcome<Value>.End] = []
    while let (index, thread) = member(at: ends.count) {
      let end = CrewOutcome<Value>.End(index: index, result: Self.result(of: thread))
      if pace.isStopped { throw CancellationError() }
      handOut(end)
      ends.append(end)
    }
    return CrewOutcome(orders: roster.withLock { $0.orders }, ends: ends)
  }

  private static func result(of thread: Member) -> Result<Value, TaskError<CancellationError>> {
    do throws(TaskError<CancellationError>) {
      return .success(try thread.join())
    } catch {
      return .failure(error)
    }
  }

  /// The member at `position`, once it has been started; `nil` when there will be none, and then
  /// the round takes no more.
  private func member(at position: Int) -> (index: Int, thread: Member)? {
    let found = roster.wait { roster -> (index: Int, thread: Member)?? in
      if position < roster.members.count {
        let member = roster.members[position]
        return .some((member.index, member.thread))
      }
      guard roster.startingCount == 0 else { return nil }
      roster.body = nil
      return .some(nil)
    }
    return found ?? nil
  }

  // MARK: The machine

  package func resize(to workers: Int) throws(PoolError) {
    roster.withLock { $0.target = workers }
    try adjust()
  }

  /// Starts what is missing and asks what is too much to stop, if a round is going on.
  private func adjust() throws(PoolError) {
    try turning.withLock { () throws(PoolError) in
      let (body, missing, surplus) = roster.withLock { Self.plan(&$0) }
      for thread in surplus { thread.cancel() }
      guard let body else { return }
      for (position, index) in missing.enumerated() {
        let thread = Member(name: "Thread-\(index)", id: index, pace: pace, events: hub) {
          context throws(CancellationError) in try body(index, context)
        }
        do throws(PoolError) {
          try thread.start()
        } catch {
          arrived(nil, outOf: missing.count - position)
          throw error
        }
        arrived((index, thread, false), outOf: 1)
      }
    }
  }

  private static func plan(_ roster: inout Roster) -> (Body?, missing: [Int], surplus: [Member]) {
    guard let body = roster.body else { return (nil, [], []) }
    let latest = roster.latest
    var surplus: [Member] = []
    for (index, position) in latest where index >= roster.target {
      let member = roster.members[position]
      guard !member.isAskedToStop, member.thread.future.outcome == nil else { continue }
      roster.members[position].isAskedToStop = true
      roster.orders.append(.cancel(index))
      surplus.append(member.thread)
    }
    let missing = (0..<roster.target).filter { index in
      latest[index].map { roster.members[$0].isAskedToStop } ?? true
    }
    roster.startingCount += missing.count
    return (body, missing, surplus)
  }

  private func arrived(
    _ member: (index: Int, thread: Member, isAskedToStop: Bool)?,
    outOf count: Int
  ) {
    roster.withLock { roster in
      roster.startingCount -= count
      guard let member else { return }
      roster.members.append(member)
      roster.orders.append(.start(member.index))
    }
    roster.notifyAll()
  }

  package func pause() {}

  package func resume() {}

  package func picture() -> MachinePicture {
    let (members, latest, before) = roster.withLock { ($0.members, $0.latest, $0.before) }
    let all = members.map { $0.thread.snapshot() }
    var picture = before
    for worker in all {
      picture.cpu += worker.cpu ?? .zero
      picture.counts = picture.counts + TaskCounts(ofThread: worker.state)
    }
    picture.workers = latest.sorted { $0.key < $1.key }.map { all[$0.value] }
    return picture
  }

  package func subscribe() -> EventFeed { hub.subscribe() }

  package func close() {
    let members = roster.withLock { roster in
      roster.body = nil
      return roster.members.map(\.thread)
    }
    for thread in members { thread.cancel() }
    for thread in members { _ = Self.result(of: thread) }
  }
}

extension TaskCounts {
  /// The one task of a thread in that state.
  fileprivate init(ofThread state: WorkerState) {
    self.init(submitted: 1)
    switch state {
    case .starting: queued = 1
    case .idle, .running, .waiting, .blocked: running = 1
    case .finished: finished = 1
    case .failed: failed = 1
    case .cancelled: cancelled = 1
    case .lost: lost = 1
    }
  }
}
