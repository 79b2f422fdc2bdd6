// SPDX-License-Identifier: Apache-2.0

/// Runs a blocking body on a thread of its own, and ends the process with all stacks printed if it is
/// not over in time.
///
/// A test that blocks on Swift's own threads cannot be stopped by anything and hangs the run for
/// ever. The body still belongs to its test: what it expects is reported there.
///
/// - Parameters:
///   - deadline: how long it may take; five times as long under ThreadSanitizer, thirty times in a soak.
///   - name: what the report calls it.
///   - body: may block.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
package func onThread<Result: Sendable>(
  deadline: Duration = .seconds(60),
  _ name: String = #function,
  _ body: () throws -> Result
) async throws -> Result {
  try await underWatch(deadline: deadline, name) { try body() }
}
