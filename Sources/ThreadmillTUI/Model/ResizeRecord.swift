// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTelemetry

/// A change of the number of workers, from the key to the last worker started or gone.
package struct ResizeRecord: Sendable, Hashable {
  /// Workers before.
  package var from: Int
  /// Workers asked for.
  package var to: Int
  /// When it was asked for.
  package var at: Duration

  /// Creates the record of a change that has just been asked for.
  package init(from: Int, to: Int, at: Duration) {
    self.from = from
    self.to = to
    self.at = at
  }

  /// What the change has cost, once it is over; `nil` while it goes on.
  ///
  /// - Complexity: O(lanes).
  package func outcome(_ run: RunState, now: Duration) -> String? {
    to >= from ? growth(run, now: now) : shrinkage(run, now: now)
  }

  private func growth(_ run: RunState, now: Duration) -> String? {
    var latencies: [Duration] = []
    for (lane, memory) in zip(run.snapshot.lanes, run.lanes) where (memory.bornAt ?? .zero) > at {
      if let latency = lane.worker.startLatency { latencies.append(latency) }
    }
    guard latencies.count >= to - from || now - at > .seconds(1) else { return nil }
    guard let least = latencies.min(), let most = latencies.max() else {
      return "workers \(from) → \(to)"
    }
    let cost =
      latencies.count == 1
      ? "1 started in \(Numbers.age(most))"
      : "\(latencies.count) started in \(Numbers.age(least)) to \(Numbers.age(most))"
    return "workers \(from) → \(to): \(cost)"
  }

  private func shrinkage(_ run: RunState, now: Duration) -> String? {
    let alive = run.snapshot.lanes.lazy.filter { $0.worker.state.isAlive }.count
    guard alive <= to || now - at > .seconds(10) || run.isEnded else { return nil }
    let left = max(0, alive - to)
    let gone = from - to - left
    // Asked for before the run has shown itself: nobody knows when.
    if at == .zero { return "workers \(from) → \(to)" }
    return left > 0
      ? "workers \(from) → \(to): \(gone) ended, \(left) still finish their task"
      : "workers \(from) → \(to): \(from - to) ended within \(Numbers.age(now - at))"
  }
}
