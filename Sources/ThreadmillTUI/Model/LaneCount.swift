// SPDX-License-Identifier: Apache-2.0

import ThreadmillTelemetry

/// What is counted over all lanes of a picture in one pass.
struct LaneCount {
  var tally = Tally.none
  /// Workers that compute.
  var computing = 0
  /// CPU time received, in CPUs; `nil` until it can be told of any worker.
  var cpu: Double?
  /// Columns of the widest name.
  var nameWidth = 0

  mutating func add(_ worker: WorkerSnapshot, isHeld: Bool, cpu share: Double?) {
    tally[Tally.index(of: worker, isHeld: isHeld)].count += 1
    if worker.state == .running, case .steps? = worker.task?.activity { computing += 1 }
    if let share { cpu = (cpu ?? 0) + share }
    nameWidth = max(nameWidth, worker.name.utf8.count)
  }
}
