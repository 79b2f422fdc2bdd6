// SPDX-License-Identifier: Apache-2.0

extension FutureCore {
  /// Suspends until the outcome can be read, at most until `deadline`.
  ///
  /// - Parameter deadline: `nil` waits for ever; one that has passed looks without suspending.
  /// - Returns: whether the outcome can be read.
  final func settled(until deadline: Deadline?) async -> Bool {
    if isSettled { return true }
    guard let deadline, deadline.nanoseconds < .max else {
      await settled()
      return true
    }
    guard !deadline.hasPassed else { return false }
    // Ends with whatever comes first, the outcome or the limit.
    let first = FutureStorage<Void, Never>()
    let timer = Task.detached {
      do {
        try await deadline.suspend()
        first.settle(.success(()))
      } catch {
        // The outcome was first.
      }
    }
    whenSettled(key: ObjectIdentifier(first.core)) { first.settle(.success(())) }
    await first.core.settled()
    timer.cancel()
    forget(ObjectIdentifier(first.core))
    return isSettled
  }
}
