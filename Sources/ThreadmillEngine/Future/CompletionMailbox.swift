// SPDX-License-Identifier: Apache-2.0

/// Collects futures in the order in which they end.
///
/// It lets go of a future when it is taken, and of those that are still to come when it goes away.
/// Not generic, for the same reason as ``FutureCore``.
@usableFromInline
final class CompletionMailbox: Sendable {
  private struct Contents {
    var pending: [ObjectIdentifier: FutureCore] = [:]
    /// The first `taken` places are empty.
    var ended: [FutureCore?] = []
    var taken = 0
    var waiter: (@Sendable (FutureCore?) -> Void)?
    var hasExpired = false

    /// Amortized O(1): the taken prefix is dropped when it is half of the array.
    mutating func takeFirst() -> FutureCore? {
      guard taken < ended.count else { return nil }
      let first = ended[taken].take()
      taken += 1
      if taken * 2 > ended.count {
        ended.removeFirst(taken)
        taken = 0
      }
      return first
    }
  }

  private let contents = Guarded(Contents())

  @usableFromInline
  init() {}

  deinit {
    for core in contents.withLock({ $0.pending }).values { core.forget(ObjectIdentifier(self)) }
  }

  /// Registers a future, once; it arrives at once if it has ended.
  @usableFromInline
  func expect(_ core: FutureCore) {
    guard !core.isSettled else { return deliver(core) }
    contents.withLock { $0.pending[ObjectIdentifier(core)] = core }
    // The future may outlive this mailbox by far: it holds it weakly, and forgets it in the end.
    core.whenSettled(key: ObjectIdentifier(self)) { [weak self, unowned core] in
      self?.deliver(core)
    }
  }

  private func deliver(_ core: FutureCore) {
    let waiter = contents.withLock { contents in
      contents.pending[ObjectIdentifier(core)] = nil
      if contents.waiter == nil { contents.ended.append(core) }
      return contents.waiter.take()
    }
    if let waiter { waiter(core) } else { contents.notifyAll() }
  }

  /// Takes the next ended future, blocking until there is one or `deadline` has passed.
  @usableFromInline
  func take(until deadline: Deadline?) -> FutureCore? {
    while PoolHelper.current != nil {
      let (ended, pending) = contents.withLock { contents -> (FutureCore?, [FutureCore]) in
        let ended = contents.takeFirst()
        return (ended, ended == nil ? Array(contents.pending.values) : [])
      }
      if let ended { return ended }
      switch PoolHelper.help(withAnyOf: pending) {
      case .given: continue
      case .later:
        let look = PoolHelper.nextLook(before: deadline)
        if let ended = contents.wait(until: look, for: { $0.takeFirst() }) { return ended }
        if deadline?.hasPassed == true { return nil }
        continue
      case .none: break
      }
      break
    }
    return contents.wait(until: deadline) { contents in contents.takeFirst() }
  }

  /// Takes the next ended future, suspending until there is one; `nil` after ``expire()``.
  func take() async -> FutureCore? {
    typealias Waiter = UnsafeContinuation<FutureCore?, Never>
    return await unsafe withUnsafeContinuation { (waiter: Waiter) in
      take { core in unsafe waiter.resume(returning: core) }
    }
  }

  /// Hands the next ended future to `waiter`, now or later; `nil` after ``expire()``.
  private func take(_ waiter: @escaping @Sendable (FutureCore?) -> Void) {
    let (found, isOver) = contents.withLock { contents in
      let found = contents.takeFirst()
      if found == nil && !contents.hasExpired { contents.waiter = waiter }
      return (found, contents.hasExpired)
    }
    if let found { waiter(found) } else if isOver { waiter(nil) }
  }

  /// Ends the present and every later wait that finds nothing.
  func expire() {
    let waiter = contents.withLock { contents in
      contents.hasExpired = true
      return contents.waiter.take()
    }
    waiter?(nil)
  }
}
