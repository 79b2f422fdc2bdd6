// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// Adds up the CPU time of a pool's workers over its whole life.
///
/// A pool shows only workers that live; what an ended one had received when it was last seen is
/// kept here.
package struct CPULedger: Sendable {
  /// By index, which is small: an array costs a frame of 1000 workers far less than a dictionary.
  private var lastSeen: [Duration?] = []
  private var ofEnded: Duration = .zero
  private var ofLiving: Duration = .zero

  /// Creates an empty ledger.
  package init() {}

  /// CPU time of all workers so far.
  package var total: Duration { ofEnded + ofLiving }

  /// Takes in the workers of a newer snapshot.
  package mutating func note(_ workers: [WorkerSnapshot]) {
    var living: [Duration?] = Array(repeating: nil, count: lastSeen.count)
    ofLiving = .zero
    for worker in workers {
      while living.count <= worker.id { living.append(nil) }
      let cpu = worker.cpu ?? .zero
      living[worker.id] = cpu
      ofLiving += cpu
    }
    for (index, before) in lastSeen.enumerated() {
      guard let before else { continue }
      // An index is used again; a clock that has fallen belongs to a new worker.
      if living[index].map({ $0 < before }) ?? true { ofEnded += before }
    }
    lastSeen = living
  }
}
