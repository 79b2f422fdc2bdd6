// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Wakes somebody once, when of several futures enough have ended.
///
/// A ``CompletionMailbox`` would wake its owner for each of them.
final class CompletionLatch: Sendable {
  private let condition: WaitCondition
  private let total: Int
  private let ended: Atomic<Int>
  /// Ends when the condition is met.
  private let opening = FutureStorage<Void, Never>()

  /// A latch that waits.
  ///
  /// - Parameters:
  ///   - condition: when it opens.
  ///   - ended: how many of the futures have ended already.
  ///   - total: how many futures there are.
  init(_ condition: WaitCondition, ended: Int, total: Int) {
    self.condition = condition
    self.total = total
    self.ended = Atomic(ended)
  }

  /// Counts a future, once: when it ends, or now if it has.
  ///
  /// The future holds the latch until then, or until ``leave(_:)``.
  func count<Success, Failure>(_ storage: FutureStorage<Success, Failure>) {
    let looksAtOutcome = condition == .firstFailure
    storage.core.whenSettled(key: ObjectIdentifier(self)) { [unowned core = storage.core] in
      let state = FutureStorage<Success, Failure>(core: core).state
      self.count(isFailure: looksAtOutcome && state == .failed)
    }
  }

  /// Whether what is waited for has come.
  var isOpen: Bool { opening.core.isSettled }

  private func count(isFailure: Bool) {
    // Acquiring and releasing: who opens the latch has seen the ends of all futures counted before,
    // and hands them on to whoever waits, who then finds every one of them ended.
    let count = ended.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue
    if condition.isMet(ended: count, hasFailure: isFailure, total: total) {
      opening.settle(.success(()))
    }
  }

  /// Lets a future forget this latch.
  func leave(_ core: FutureCore) { core.forget(ObjectIdentifier(self)) }

  /// Blocks until the condition is met or `deadline` has passed.
  func wait(until deadline: Deadline?) { opening.core.wait(until: deadline) }

  /// Suspends until the condition is met or `deadline` has passed.
  func suspend(until deadline: Deadline?) async { _ = await opening.core.settled(until: deadline) }
}
