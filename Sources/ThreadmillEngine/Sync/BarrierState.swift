// SPDX-License-Identifier: Apache-2.0

/// All decisions of a ``Barrier``, without threads.
///
/// Those who wait for the same meeting share a ``Meeting``. One that is full has left the barrier before
/// anybody goes on: whoever is fast and comes again meets in the next one.
struct BarrierState {
  /// One meeting; it ends once, well or broken.
  typealias Meeting = FutureStorage<Void, SyncError>

  /// What one who arrives does.
  enum Arrival {
    /// The barrier is broken.
    case refused
    /// Wait for the others.
    case wait(Meeting, index: Int)
    /// All are there: run the action, then end the meeting.
    case last(Meeting, index: Int)
  }

  let parties: Int
  private var meeting = Meeting()
  /// Those that are full, while the last to come runs the action; more than one if more threads come
  /// than there are parties.
  private var full: [Meeting] = []
  private(set) var arrived = 0
  private(set) var isBroken = false

  init(parties: Int) { self.parties = parties }

  mutating func arrive() -> Arrival {
    guard !isBroken else { return .refused }
    let index = arrived
    arrived += 1
    guard arrived == parties else { return .wait(meeting, index: index) }
    let whole = meeting
    full.append(whole)
    renew()
    return .last(whole, index: index)
  }

  /// The action has been run.
  ///
  /// - Returns: whether the meeting ends well; `false` if it was broken meanwhile, and whoever did that ends it.
  mutating func endAction(of meeting: Meeting) -> Bool {
    guard let place = full.firstIndex(where: { $0.core === meeting.core }) else { return false }
    full.remove(at: place)
    return true
  }

  /// Breaks the barrier, if this meeting is one that has not ended, or in any case.
  ///
  /// - Returns: the meetings to end as broken.
  mutating func abort(because meeting: Meeting? = nil) -> [Meeting] {
    let isOwn = meeting.map { own in (full + [self.meeting]).contains { $0.core === own.core } }
    guard isOwn ?? true else { return [] }
    isBroken = true
    return takeAll()
  }

  /// Makes the barrier whole again.
  ///
  /// - Returns: the meetings to end as broken: those for which somebody waits.
  mutating func reset() -> [Meeting] {
    isBroken = false
    return takeAll()
  }

  private mutating func takeAll() -> [Meeting] {
    let broken = (arrived > 0 ? [meeting] : []) + full
    full = []
    renew()
    return broken
  }

  private mutating func renew() {
    meeting = Meeting()
    arrived = 0
  }
}
