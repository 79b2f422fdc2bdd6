// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One row: a figure with its spread.
struct Measurement {
  var bench: String
  var peer = "threadmill-ThreadPool"
  var config: String
  var unit: String
  var samples: [Sample]
  /// Further numbers of the row by their name.
  var extras: [(name: String, value: Double)] = []

  #if THREADMILL_NO_TELEMETRY
    /// What is added to the name of every row of this build.
    private static let build = " (no telemetry)"
  #else
    /// What is added to the name of every row of this build.
    private static let build = ""
  #endif

  /// The middle value; of an even number, the mean of the two in the middle, as in the peers' rows.
  var median: Double { Self.median(of: samples.map(\.value)) }

  /// CPUs received: CPU time of all threads ÷ wall time, both over the measured parts alone.
  var cpus: Double {
    let wall = samples.reduce(0) { $0 + $1.interval.wall }
    return wall > 0 ? samples.reduce(0) { $0 + $1.interval.cpu } / wall : 0
  }

  /// The middle of `values`, of which there is at least one.
  static func median(of values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// Prints the row as one line of JSON.
  func emit() {
    let values = samples.map(\.value).sorted()
    let more = (extras + [("cpus", cpus)]).map { ",\"\($0.name)\":\($0.value)" }.joined()
    print(
      "{\"bench\":\"\(bench)\",\"peer\":\"\(peer)\(Self.build)\",\"config\":\"\(config)\","
        + "\"value\":\(median),\"unit\":\"\(unit)\",\"min\":\(values[0]),\"max\":\(values[values.count - 1]),"
        + "\"reps\":\(values.count)\(more)}"
    )
    // A run that is cut off by its time limit keeps the rows it has.
    fflush(nil)
  }
}
