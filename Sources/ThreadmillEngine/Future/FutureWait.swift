// SPDX-License-Identifier: Apache-2.0

/// A wait for several futures, apart from the waiting: blocking and suspending share it.
struct FutureWait<Success: Sendable, Failure: Error>: Sendable {
  private let condition: WaitCondition
  /// Each once, in the order of the input.
  let futures: [Future<Success, Failure>]

  init(for condition: WaitCondition, of futures: some Sequence<Future<Success, Failure>>) {
    self.condition = condition
    var seen: Set<ObjectIdentifier> = []
    self.futures = futures.filter { seen.insert(ObjectIdentifier($0.storage.core)).inserted }
  }

  /// Registers with every future that has not ended.
  ///
  /// - Returns: what to wait for, and to ``leave(_:)`` afterwards; `nil` if the wait is over already.
  func makeLatch(until deadline: Deadline?) -> CompletionLatch? {
    let open = futures.filter { !$0.storage.core.isSettled }
    let ended = futures.count - open.count
    guard !isOver(ended: ended, open: open), deadline?.hasPassed != true else { return nil }
    let latch = CompletionLatch(condition, ended: ended, total: futures.count)
    for future in open { latch.count(future.storage) }
    return latch
  }

  private func isOver(ended: Int, open: [Future<Success, Failure>]) -> Bool {
    if condition.isMet(ended: ended, hasFailure: false, total: futures.count) { return true }
    // One that ends between the two looks counts when the latch asks it.
    guard condition == .firstFailure, ended > 0 else { return false }
    return futures.contains { $0.state == .failed }
  }

  /// Lets all futures forget the latch; those that have ended have done so.
  func leave(_ latch: CompletionLatch) {
    for future in futures where !future.storage.core.isSettled { latch.leave(future.storage.core) }
  }

  /// Runs what it can of the futures' tasks, if the calling thread is a worker of their pool.
  func help(until latch: CompletionLatch, _ deadline: Deadline?) {
    while PoolHelper.current != nil, !latch.isOpen, deadline?.hasPassed != true {
      switch PoolHelper.help(withAnyOf: futures.lazy.map(\.storage.core)) {
      case .given: continue
      case .later: latch.wait(until: PoolHelper.nextLook(before: deadline))
      case .none: return
      }
    }
  }
}
