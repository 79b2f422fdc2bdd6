// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine
package import ThreadmillTelemetry

/// The real component that a demo shows, as the run handles it: a pool, or a crew of threads.
package protocol StageMachine: AnyObject, Sendable {
  /// Whether its workers live for a round only.
  static var isEmptyBetweenRounds: Bool { get }

  /// Brings it to `workers` workers without waiting.
  ///
  /// - Throws: `PoolError` if the system refuses.
  func resize(to workers: Int) throws(PoolError)
  /// Starts no further task until resumed.
  func pause()
  /// Goes on.
  func resume()
  /// Everything about it at this instant.
  func picture() -> MachinePicture
  /// Listens to what happens in it.
  func subscribe() -> EventFeed
  /// Ends it; blocks until its threads are gone. What had not started is cancelled.
  func close()
}

/// A machine at one instant.
package struct MachinePicture: Sendable, Hashable {
  /// Its workers in stable order.
  package var workers: [WorkerSnapshot]
  /// All tasks since it was made.
  package var counts: TaskCounts
  /// CPU time that its workers have received since it was made, ended ones included.
  package var cpu: Duration

  /// Creates a picture; of nothing unless said.
  package init(
    workers: [WorkerSnapshot] = [],
    counts: TaskCounts = TaskCounts(),
    cpu: Duration = .zero
  ) {
    self.workers = workers
    self.counts = counts
    self.cpu = cpu
  }

  /// Whether no task is queued and no worker has one in its hands.
  var isQuiet: Bool {
    counts.queued == 0 && counts.running == 0 && !workers.contains(where: \.state.isBusy)
  }
}
