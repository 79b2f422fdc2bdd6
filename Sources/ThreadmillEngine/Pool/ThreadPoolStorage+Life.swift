// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

extension ThreadPoolStorage {
  /// The life of one worker, from its first instruction to its last.
  func live(as slot: WorkerSlot, with setup: WorkerSetup, _ allowed: CPUSet?) {
    asWorker(slot) {
      slot.workerBegan()
      events.emit(.workerStarted, pool: name, worker: slot.index)
      if prepare(slot, setup, allowed) {
        work(as: slot, setup.recycleAfter.map(UInt64.init) ?? .max)
        setup.teardown?(slot.index)
      } else {
        // Nothing can be queued any more; what was is cancelled, and all workers leave.
        work(as: slot, .max)
      }
    }
    end(slot)
  }

  /// - Returns: whether the worker may run tasks.
  private func prepare(_ slot: WorkerSlot, _ setup: WorkerSetup, _ allowed: CPUSet?) -> Bool {
    if let allowed, let cpus = setup.pinning.cpus(forWorker: slot.index, allowed: allowed) {
      // Whoever has taken the CPU away meanwhile has the last word.
      _ = cpus.pinCurrentThread()
    }
    do {
      try setup.initializer?(slot.index)
      return true
    } catch {
      breakDown("its worker initializer failed: \(error)")
      return false
    }
  }

  /// Works until there is nothing to do ever again, or until another worker has taken the place.
  private func work(as slot: WorkerSlot, _ recycleAfter: UInt64) {
    var limit = recycleAfter
    while true {
      var loop = WorkerLoop(pool: self, slot: slot, upTo: limit)
      switch loop.run() {
      case .park: slot.park()
      case .leave: return
      case .recycle:
        // It leaves when it asks for more; if there is no other one, it goes on as long again.
        limit = replace(slot) ? .max : limit.addingReportingOverflow(recycleAfter).partialValue
      }
    }
  }
}
