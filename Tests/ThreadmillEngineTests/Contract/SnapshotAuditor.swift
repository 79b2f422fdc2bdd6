// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import ThreadmillEngine
import ThreadmillTelemetry

/// Reads snapshots of one pool, taken one after another by one thread, and notes everything that
/// cannot be true.
struct SnapshotAuditor {
  private(set) var complaints: [String] = []
  private(set) var samples = 0
  private var last: PoolSnapshot?

  mutating func inspect(_ snapshot: PoolSnapshot) {
    samples += 1
    inspectCounts(snapshot)
    for worker in snapshot.workers { inspectWorker(worker, in: snapshot) }
    last = snapshot
  }

  private mutating func demand(_ isTrue: Bool, _ text: @autoclosure () -> String) {
    if !isTrue && complaints.count < 20 { complaints.append(text()) }
  }

  private mutating func inspectCounts(_ snapshot: PoolSnapshot) {
    let counts = snapshot.counts
    demand(counts.isConserved, "not conserved: \(counts)")
    demand(counts.running <= snapshot.workers.count, "more running than workers: \(counts)")
    guard let before = last?.counts else { return }
    demand(counts.submitted >= before.submitted, "submitted fell")
    demand(counts.finished >= before.finished, "finished fell")
    demand(counts.failed >= before.failed, "failed fell")
    demand(counts.cancelled >= before.cancelled, "cancelled fell")
    demand(counts.rejected >= before.rejected, "rejected fell")
    demand(counts.lost == 0, "lost \(counts.lost)")
  }

  private mutating func inspectWorker(_ worker: WorkerSnapshot, in snapshot: PoolSnapshot) {
    demand(
      worker.state.isBusy == (worker.task != nil),
      "\(worker.state) with \(worker.task as Any)"
    )
    demand(worker.busy >= .zero && worker.queueWait >= .zero, "negative time in \(worker)")
    demand(worker.stateAge ?? .zero >= .zero, "state age \(worker.stateAge as Any)")
    if let task = worker.task { inspectTask(task) }
    guard let before = last?.workers.first(where: { $0.id == worker.id }) else { return }
    demand(worker.finished >= before.finished, "worker \(worker.id): finished fell")
    demand(worker.failed >= before.failed, "worker \(worker.id): failed fell")
    demand(worker.cancelled >= before.cancelled, "worker \(worker.id): cancelled fell")
    demand(worker.busy >= before.busy, "busy fell from \(before.busy) to \(worker.busy)")
    demand(worker.queueWait >= before.queueWait, "worker \(worker.id): queue wait fell")
    if let passed = last.map({ MonotonicClock.now - $0.takenAt }) {
      // What a worker adds between two looks cannot be more than the time between them; but it may
      // be off its CPU between its own look at the clock and its note.
      demand(
        worker.busy - before.busy <= passed + .seconds(1) * Load.patience,
        "busy grew by \(worker.busy - before.busy) in \(passed)"
      )
    }
  }

  private mutating func inspectTask(_ task: TaskSnapshot) {
    demand(task.elapsed ?? .zero >= .zero, "elapsed \(task.elapsed as Any)")
    switch task.activity {
    case .unreported: break
    case .wait(let elapsed, let requested):
      demand(elapsed >= .zero && elapsed <= requested, "waited \(elapsed) of \(requested)")
    case .steps(let done, let total):
      demand(total >= 1 && (0...max(1, total)).contains(done), "did \(done) of \(total)")
    }
  }
}
