// SPDX-License-Identifier: Apache-2.0

internal import CTestWatchdog

/// Runs an asynchronous body on threads of its own, and ends the process with all stacks printed if
/// it is not over in time.
///
/// Swift's own threads are as few as the CPUs, and any test may block them: on those a body that is
/// over would wait for its turn to say so.
///
/// - Parameters:
///   - deadline: how long it may take; five times as long under ThreadSanitizer, thirty times in a soak.
///   - name: what the report calls it.
///   - body: may suspend and may block.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
package func underWatch<Result: Sendable>(
  deadline: Duration = .seconds(60),
  _ name: String = #function,
  _ body: () async throws -> Result
) async throws -> Result {
  let executor = OwnThreadExecutor()
  let ticket = tw_arm(name, deadline * Load.patience / .seconds(1))
  defer { executor.join() }
  return try await withTaskExecutorPreference(executor) { try await enter(ticket, body) }
}

/// The hop onto the executor's threads; the watch ends there, before the hop back.
@concurrent
private func enter<Result: Sendable>(
  _ ticket: Int32,
  _ body: () async throws -> Result
) async throws -> Result {
  defer { tw_disarm(ticket) }
  return try await body()
}
