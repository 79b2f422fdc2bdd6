// SPDX-License-Identifier: Apache-2.0

/// Collects futures in the order in which they end.
///
/// It holds a future only from its end until it is taken.
final class CompletionMailbox<Success: Sendable, Failure: Error>: Sendable {
  private struct Contents {
    /// The first `taken` places are empty.
    var ended: [Future<Success, Failure>?] = []
    var taken = 0
    var waiter: (@Sendable (Future<Success, Failure>?) -> Void)?
    var hasExpired = false

    /// Amortized O(1): the taken prefix is dropped when it is half of the array.
    mutating func takeFirst() -> Future<Success, Failure>? {
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

  /// Registers a future; it arrives at once if it has ended.
  func expect(_ future: Future<Success, Failure>) {
    // The callback holds the storage weakly: a pending future that everybody else has dropped must
    // still arrive, and it does, because its task keeps it until it ends.
    let storage = future.storage
    storage.onCompletion { [unowned storage] in self.deliver(Future(storage)) }
  }

  private func deliver(_ future: Future<Success, Failure>) {
    let waiter = contents.withLock { contents in
      if contents.waiter == nil { contents.ended.append(future) }
      return contents.waiter.take()
    }
    if let waiter { waiter(future) } else { contents.notifyAll() }
  }

  /// Takes the next ended future, blocking until there is one or `deadline` has passed.
  func take(until deadline: Deadline?) -> Future<Success, Failure>? {
    contents.wait(until: deadline) { contents in contents.takeFirst() }
  }

  /// Hands the next ended future to `waiter`, now or later; `nil` after ``expire()``.
  func take(_ waiter: @escaping @Sendable (Future<Success, Failure>?) -> Void) {
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
