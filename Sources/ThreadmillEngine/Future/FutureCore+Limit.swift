// SPDX-License-Identifier: Apache-2.0

extension FutureCore {
  /// Suspends until the outcome can be read, at most until `deadline`.
  ///
  /// - Parameters:
  ///   - deadline: `nil` waits for ever; one that has passed looks without suspending.
  ///   - isCancellable: whether it also ends as soon as the awaiting task is cancelled.
  /// - Returns: whether the outcome can be read.
  final func settled(until deadline: Deadline?, isCancellable: Bool = false) async -> Bool {
    if isSettled { return true }
    let deadline = deadline.flatMap { $0.nanoseconds < .max ? $0 : nil }
    if deadline == nil && !isCancellable {
      await settled()
      return true
    }
    if deadline?.hasPassed == true || isCancellable && Task.isCancelled { return isSettled }
    // Ends with whatever comes first: the outcome, the limit or the cancellation.
    let first = FutureStorage<Void, Never>()
    let timer = deadline.map { deadline in
      Task.detached {
        do {
          try await deadline.suspend()
          first.settle(.success(()))
        } catch {
          // The outcome was first.
        }
      }
    }
    whenSettled(key: ObjectIdentifier(first.core)) { first.settle(.success(())) }
    if isCancellable {
      await withTaskCancellationHandler {
        await first.core.settled()
      } onCancel: {
        first.settle(.success(()))
      }
    } else {
      await first.core.settled()
    }
    timer?.cancel()
    forget(ObjectIdentifier(first.core))
    return isSettled
  }
}
