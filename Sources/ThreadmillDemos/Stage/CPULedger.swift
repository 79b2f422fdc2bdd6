// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// Adds up the CPU time of a pool's workers over its whole life.
///
/// A pool shows only workers that live; what an ended one had received when it was last seen is
/// kept here.
struct CPULedger: Sendable {
  private var lastSeen: [Int: Duration] = [:]
  private var ofEnded: Duration = .zero

  /// CPU time of all workers so far.
  var total: Duration { lastSeen.values.reduce(ofEnded, +) }

  /// Takes in the workers of a newer snapshot.
  mutating func note(_ workers: [WorkerSnapshot]) {
    var living: [Int: Duration] = [:]
    living.reserveCapacity(workers.count)
    for worker in workers { living[worker.id] = worker.cpu ?? .zero }
    for (id, cpu) in lastSeen {
      // An index is used again; a clock that has fallen belongs to a new worker.
      guard let now = living[id], now >= cpu else {
        ofEnded += cpu
        continue
      }
    }
    lastSeen = living
  }
}
