// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine
internal import ThreadmillTelemetry

/// Threads with one task each, as many as the knob `workers` says, also while they run.
///
/// ```swift
/// try crew.start { number throws(PoolError) in        // also for threads that are added later
///   let thread = WorkerThread("Thread-\(number)", on: stage) { context in … }
///   try thread.start()
///   return thread
/// }
/// while let (number, thread) = try crew.next() { … try thread.join() … }
/// ```
///
/// One more worker starts the thread with the next number; one less asks the newest thread to stop,
/// whose lane stays. What has ended by then stays as it ended.
///
/// A lane's index is the thread's number in its round; the number in its events is its own in the
/// whole run.
package final class Crew<Value: Sendable>: StageMachine {
  package static var isEmptyBetweenRounds: Bool { true }

  /// One of the threads.
  package typealias Member = WorkerThread<Value, CancellationError>
  /// Makes and starts the thread of that number, counted from 0.
  package typealias Maker = @Sendable (_ number: Int) throws(PoolError) -> Member

  /// One of the crew, in the order of their start; a number comes again if its thread was cancelled
  /// before.
  private typealias Entry = (number: Int, thread: Member, isAskedToStop: Bool)

  private struct Roster {
    var target: Int
    /// Set while a round takes new threads.
    var make: Maker?
    var members: [Entry] = []
    /// Members that ``next()`` has handed out.
    var handedOut = 0
    /// Threads that are being started, and not among the members yet.
    var startingCount = 0
    var orders: [CrewOrder] = []
    /// What earlier rounds have left.
    var before = MachinePicture()
  }

  private let roster: Guarded<Roster>
  /// Held while threads are started, so that two turns of the knob do not mix, nor one with the end.
  private let turning = Lock()
  private let pace: Pace

  /// Makes a crew without members.
  ///
  /// - Parameters:
  ///   - stage: of the run.
  ///   - target: how many threads a round has; what the knob `workers` says unless given.
  package init(_ stage: DemoStage, target: Int? = nil) {
    roster = Guarded(Roster(target: target ?? stage.workers))
    pace = stage.pace
  }

  // MARK: A round

  /// Starts the threads of a round.
  ///
  /// - Parameter make: makes and starts one of them; also called when the knob is turned up.
  /// - Throws: `PoolError` if the system refuses a thread; those before it run.
  package func start(_ make: @escaping Maker) throws(PoolError) {
    let past = picture()
    roster.withLock { roster in
      roster.before = MachinePicture(counts: past.counts, cpu: past.cpu)
      roster.members = []
      roster.handedOut = 0
      roster.orders = []
      roster.make = make
    }
    try adjust()
  }

  /// The next thread to join, in the order of their start, added ones included.
  ///
  /// - Returns: `nil` when there is none and will be none: from then on the round takes no more.
  /// - Throws: `CancellationError` if the run was stopped.
  package func next() throws(CancellationError) -> (number: Int, thread: Member)? {
    if pace.isStopped { throw CancellationError() }
    let found = roster.wait { roster -> (number: Int, thread: Member)?? in
      if roster.handedOut < roster.members.count {
        let member = roster.members[roster.handedOut]
        roster.handedOut += 1
        return .some((member.number, member.thread))
      }
      guard roster.startingCount == 0 else { return nil }
      roster.make = nil
      return .some(nil)
    }
    return found ?? nil
  }

  /// Asks the newest thread of that number to stop, because the round itself wants it to.
  ///
  /// The knob stays where it is; it counts as an order all the same. No effect if there is no such
  /// thread, or if it has ended or was asked before.
  ///
  /// - Returns: whether it was asked now.
  @discardableResult
  package func cancel(_ number: Int) -> Bool {
    let thread = roster.withLock { roster -> Member? in
      guard
        let place = roster.members.lastIndex(where: { $0.number == number }),
        !roster.members[place].isAskedToStop,
        roster.members[place].thread.future.outcome == nil
      else { return nil }
      roster.members[place].isAskedToStop = true
      roster.orders.append(.cancel(number))
      return roster.members[place].thread
    }
    thread?.cancel()
    return thread != nil
  }

  /// What the knob has asked of the round so far, in order.
  package var orders: [CrewOrder] { roster.withLock { $0.orders } }

  // MARK: The machine

  /// Brings the round to `workers` threads; without one, the next one has so many.
  ///
  /// - Throws: `PoolError` if the system refuses a thread; then it goes back to the number it had.
  package func resize(to workers: Int) throws(PoolError) {
    let before = roster.withLock { roster in
      defer { roster.target = workers }
      return roster.target
    }
    do throws(PoolError) {
      try adjust()
    } catch {
      roster.withLock { $0.target = before }
      // Starts nothing, but asks those to stop that had been started before the refusal.
      try? adjust()
      throw error
    }
  }

  /// Starts what is missing and asks what is too much to stop, if a round is going on.
  private func adjust() throws(PoolError) {
    try turning.withLock { () throws(PoolError) in
      let (make, missing, surplus) = roster.withLock { Self.plan(&$0) }
      for thread in surplus { thread.cancel() }
      guard let make else { return }
      for (position, number) in missing.enumerated() {
        do throws(PoolError) {
          arrived(number, try make(number))
        } catch {
          withdraw(missing.count - position)
          throw error
        }
      }
    }
  }

  /// Decides what is missing and what is too much, and writes it down as what was asked for.
  private static func plan(_ roster: inout Roster) -> (Maker?, missing: [Int], surplus: [Member]) {
    guard let make = roster.make else { return (nil, [], []) }
    let latest = Self.latest(of: roster.members)
    var surplus: [Member] = []
    for (number, position) in latest.enumerated().dropFirst(roster.target) {
      let member = roster.members[position]
      guard !member.isAskedToStop, member.thread.future.outcome == nil else { continue }
      roster.members[position].isAskedToStop = true
      roster.orders.append(.cancel(number))
      surplus.append(member.thread)
    }
    let missing = (0..<roster.target).filter { number in
      number >= latest.count || roster.members[latest[number]].isAskedToStop
    }
    roster.orders += missing.map { .start($0) }
    roster.startingCount += missing.count
    return (make, missing, surplus)
  }

  /// Where the newest member of each number stands, by number: they begin at 0 and have no gaps.
  private static func latest(of members: [Entry]) -> [Int] {
    var latest: [Int] = []
    for position in members.indices {
      let number = members[position].number
      if number < latest.count { latest[number] = position } else { latest.append(position) }
    }
    return latest
  }

  private func arrived(_ number: Int, _ thread: Member) {
    roster.withLock { roster in
      roster.startingCount -= 1
      roster.members.append((number, thread, false))
    }
    roster.notifyAll()
  }

  /// Takes the last `count` orders to start back, which the system has refused.
  private func withdraw(_ count: Int) {
    roster.withLock { roster in
      roster.startingCount -= count
      roster.orders.removeLast(count)
    }
    roster.notifyAll()
  }

  package func pause() {}

  package func resume() {}

  package func picture() -> MachinePicture {
    let (members, before) = roster.withLock { ($0.members, $0.before) }
    var all = members.map { $0.thread.snapshot() }
    var picture = before
    for (position, member) in members.enumerated() {
      all[position].id = member.number
      picture.cpu += all[position].cpu ?? .zero
      picture.counts = picture.counts + TaskCounts(ofThread: all[position].state)
    }
    picture.workers = Self.latest(of: members).map { all[$0] }
    return picture
  }

  package func close() {
    let members = turning.withLock {
      roster.withLock { roster in
        roster.make = nil
        return roster.members.map(\.thread)
      }
    }
    for thread in members { thread.cancel() }
    for thread in members { _ = try? thread.join() }
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
