// SPDX-License-Identifier: Apache-2.0

extension Deadline {
  /// Suspends until the moment has come.
  ///
  /// - Throws: `CancellationError` if the task is cancelled first.
  func suspend() async throws(CancellationError) {
    while !hasPassed {
      let rest = nanoseconds.saturatingSubtract(MonotonicClock.nanoseconds)
      do { try await Task.sleep(for: .nanoseconds(max(0, rest))) } catch {
        throw CancellationError()
      }
    }
  }
}
