// SPDX-License-Identifier: Apache-2.0

/// Which futures have ended, and which have not, when a wait was over.
public struct WaitResult<Success: Sendable, Failure: Error>: Sendable, Hashable {
  /// Those that have ended: with a value, with an error, or cancelled; in the order of the input.
  public let done: [Future<Success, Failure>]
  /// Those that have not: they run, or have not started; in the order of the input.
  public let pending: [Future<Success, Failure>]

  /// Looks at each future once.
  ///
  /// What ended before is done. Of what ends during the look, one may be done and another pending,
  /// whichever ended first: together they are not the picture of one instant.
  init(lookingAt futures: [Future<Success, Failure>]) {
    var done: [Future<Success, Failure>] = []
    var pending: [Future<Success, Failure>] = []
    for future in futures {
      if future.storage.core.isSettled { done.append(future) } else { pending.append(future) }
    }
    self.done = done
    self.pending = pending
  }

  /// Whether all have ended.
  public var isComplete: Bool { pending.isEmpty }

  /// Tells whether any future was left behind.
  ///
  /// - Throws: ``WaitTimeout`` if some have not ended.
  public func check() throws(WaitTimeout) {
    if !isComplete {
      throw WaitTimeout(unfinished: pending.count, total: done.count + pending.count)
    }
  }
}
