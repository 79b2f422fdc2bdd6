// SPDX-License-Identifier: Apache-2.0

package import Testing

/// Puts each test of a suite under ``underWatch(deadline:_:_:)``: it gets threads of its own, which it
/// may block, and a deadline after which all stacks are printed and the process ends.
package struct WatchedTrait: SuiteTrait, TestTrait, TestScoping {
  /// Two minutes; five times as long under ThreadSanitizer, thirty times in a soak.
  private static let deadline = Duration.seconds(120)
  /// Tests start all at once, and what blocks threads of its own is not held back by their number.
  private static let turnstile = Turnstile(width: max(2, ProcessFacts.affinityCount))

  fileprivate let isInLine: Bool

  /// Applies to the tests of suites within a suite, too.
  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test,
    testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    if isInLine { await Self.turnstile.enter() }
    defer { if isInLine { Self.turnstile.leave() } }
    try await underWatch(deadline: Self.deadline, test.displayName ?? test.name) {
      try await function()
    }
  }
}

extension Trait where Self == WatchedTrait {
  /// For tests that block; no more of them run at once than the machine has CPUs.
  package static var watched: Self { WatchedTrait(isInLine: true) }

  /// For the tests of a suite that runs them one after another anyway.
  package static var watchedAlone: Self { WatchedTrait(isInLine: false) }
}
