// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// The thread pool of a run, kept for all its rounds.
package final class DemoPool: StageMachine {
  package static var isEmptyBetweenRounds: Bool { false }

  /// The pool itself.
  package let pool: ThreadPool

  /// Starts a pool that waits in the time of `stage` and has as many workers as its knob says.
  ///
  /// - Throws: `PoolError` if the system refuses that many threads.
  package init(_ stage: DemoStage) throws(PoolError) {
    pool = try ThreadPool(
      workers: stage.workers,
      name: "worker",
      pace: stage.pace,
      events: stage.events
    )
  }

  package func resize(to workers: Int) throws(PoolError) { try pool.resize(to: workers) }

  package func pause() { pool.pause() }

  package func resume() { pool.resume() }

  package func picture() -> MachinePicture {
    let snapshot = pool.snapshot()
    return MachinePicture(
      workers: snapshot.workers,
      counts: snapshot.counts,
      cpu: snapshot.totals.cpu
    )
  }

  package func close() { pool.shutdown(.cancel) }
}
