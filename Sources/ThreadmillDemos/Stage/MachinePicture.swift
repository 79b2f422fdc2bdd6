// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

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
