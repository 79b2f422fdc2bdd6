// SPDX-License-Identifier: Apache-2.0

extension Deadline {
  /// An hour: a longer sleep is done in pieces, because a task cannot sleep for centuries.
  private static let longestNap: Int64 = 3_600_000_000_000

  /// Suspends until the moment has come.
  ///
  /// - Throws: `CancellationError` if the task is cancelled first.
  func suspend() async throws(CancellationError) {
    while !hasPassed {
      let rest = nanoseconds.saturatingSubtract(MonotonicClock.nanoseconds)
      let nap = min(max(0, rest), Self.longestNap)
      do { try await Task.sleep(for: .nanoseconds(nap)) } catch { throw CancellationError() }
    }
  }
}
