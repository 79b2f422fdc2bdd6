// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import ThreadmillEngine
import ThreadmillTelemetry

/// A pool as a client might write one: it decides by itself what becomes of a task.
final class OwnPool: ClosurePool {
  private let base: any ClosurePool
  private let decide: @Sendable (QueuedTask) -> Bool

  /// - Parameters:
  ///   - base: does everything else.
  ///   - decide: takes a task or refuses it.
  init(over base: any ClosurePool, _ decide: @escaping @Sendable (QueuedTask) -> Bool) {
    self.base = base
    self.decide = decide
  }

  func accept(_ task: QueuedTask) -> Bool { decide(task) }
  func resize(to workers: Int) throws(PoolError) { try base.resize(to: workers) }
  func pause() { base.pause() }
  func resume() { base.resume() }
  func step(_ count: Int) { base.step(count) }
  func reprioritize<Success: Sendable, Failure: Error>(
    _ future: Future<Success, Failure>,
    to priority: WorkPriority
  ) -> Bool { base.reprioritize(future, to: priority) }
  func snapshot() -> PoolSnapshot { base.snapshot() }
  func events() -> EventFeed { base.events() }
  func shutdown(_ ladder: ShutdownLadder) -> ShutdownReport { base.shutdown(ladder) }
}
