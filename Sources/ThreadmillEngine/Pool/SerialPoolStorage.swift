// SPDX-License-Identifier: Apache-2.0

/// The one worker of a ``SerialPool``: whichever thread brings it work.
@usableFromInline
final class SerialPoolStorage: PoolStorage, @unchecked Sendable {
  // Safety: a subclass has to restate it; this one stores nothing.

  init(name: String, pace: Pace?, events: EventHub?) {
    super.init(name: name, pace: pace, events: events, limit: .unlimited, maySearch: false)
    // A pool that has just been made cannot refuse.
    for worker in (try? retarget(to: 1, kind: .caller)) ?? [] { wake(worker) }
  }

  /// Works off what there is, on the thread that brought it.
  override func wake(_ worker: WorkerSlot, until deadline: Deadline? = nil) {
    var isLeaving = false
    asWorker(worker) {
      var loop = WorkerLoop(pool: self, slot: worker)
      isLeaving = loop.run(until: deadline) == .leave
    }
    if isLeaving { end(worker) }
  }
}
