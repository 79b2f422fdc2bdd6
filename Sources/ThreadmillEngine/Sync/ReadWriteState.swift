// SPDX-License-Identifier: Apache-2.0

/// All decisions of a ``ReadWriteLock``, without threads.
///
/// Whoever is let in is let in by the one who leaves: nobody has to look again.
struct ReadWriteState {
  /// What somebody wants to do.
  enum Access: Hashable { case read, write }

  private struct Place {
    let access: Access
    let waiter: Waiter
  }

  let policy: ReadWritePolicy
  /// How many read.
  private(set) var readers = 0
  /// Whether somebody writes.
  private(set) var hasWriter = false
  private var line: [Place] = []

  init(policy: ReadWritePolicy) { self.policy = policy }

  var waiting: Int { line.count }

  private var isWriterWaiting: Bool { line.contains { $0.access == .write } }

  /// Whether somebody who comes now may go in at once.
  private func mayEnter(_ access: Access) -> Bool {
    if hasWriter { return false }
    guard access == .read else { return readers == 0 && line.isEmpty }
    return switch policy {
    case .readers: true
    case .writers: !isWriterWaiting
    case .fair: line.isEmpty
    }
  }

  private mutating func admit(_ access: Access) {
    if access == .read { readers += 1 } else { hasWriter = true }
  }

  /// Lets somebody in.
  ///
  /// - Returns: whether it is in.
  mutating func enter(_ access: Access) -> Bool {
    guard mayEnter(access) else { return false }
    admit(access)
    return true
  }

  /// Lets somebody in, or gives it a place in the line.
  mutating func enterOrJoin(_ access: Access) -> Waiter? {
    if enter(access) { return nil }
    let waiter = Waiter()
    line.append(Place(access: access, waiter: waiter))
    return waiter
  }

  /// Lets one go who does not want to wait any more.
  ///
  /// - Returns: `nil` if it was let in before; otherwise those who need not wait for it any more.
  mutating func leaveLine(_ waiter: Waiter) -> [Waiter]? {
    guard let place = line.firstIndex(where: { $0.waiter == waiter }) else { return nil }
    line.remove(at: place)
    return admitNext()
  }

  /// Notes that one who was in has left.
  ///
  /// - Returns: those who are in now; `nil` if nobody was in.
  mutating func leave(_ access: Access) -> [Waiter]? {
    if access == .read {
      guard readers > 0 else { return nil }
      readers -= 1
    } else {
      guard hasWriter else { return nil }
      hasWriter = false
    }
    return admitNext()
  }

  /// Lets in whoever may go in now, those who have waited longest first.
  private mutating func admitNext() -> [Waiter] {
    var called: [Waiter] = []
    while let place = nextPlace() {
      admit(line[place].access)
      called.append(line.remove(at: place).waiter)
    }
    return called
  }

  private func nextPlace() -> Int? {
    guard !hasWriter else { return nil }
    let first: Int? =
      switch policy {
      case .readers: line.firstIndex { $0.access == .read } ?? line.indices.first
      case .writers: line.firstIndex { $0.access == .write } ?? line.indices.first
      case .fair: line.indices.first
      }
    guard let first, line[first].access == .read || readers == 0 else { return nil }
    return first
  }
}
