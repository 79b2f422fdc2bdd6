// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

/// W1: submit 200,000 no-ops from one thread, then take every future's result.
enum TaskThroughput: Workload {
  static let name = "W1"
  private static let taskCount = 200_000

  static func run() throws {
    for workers in [1, 2, 4, 8] {
      let pool = try ThreadPool(workers: workers)
      defer { pool.shutdown() }
      Measurement(
        bench: name,
        config: "W=\(workers)",
        unit: "tasks/s",
        samples: try Sample.repeated { try submitThenWait(pool) }
      ).emit()
      Measurement(
        bench: name,
        peer: "threadmill-map-bulk",
        config: "W=\(workers)",
        unit: "tasks/s",
        samples: try Sample.repeated { try bulk(pool) }
      ).emit()
    }
  }

  /// The peers' shape.
  ///
  /// The futures are let go of unmeasured, as in C, C++ and Rust.
  private static func submitThenWait(_ pool: ThreadPool) throws -> Sample {
    var futures: [Future<Void, Never>] = []
    futures.reserveCapacity(taskCount)
    let interval = try Interval.of {
      for _ in 0..<taskCount { futures.append(pool.submit {}) }
      for future in futures { try future.wait() }
    }
    return withExtendedLifetime(futures) { sample(interval) }
  }

  /// As many tasks handed in at once, one input each: there are no futures, only the results.
  private static func bulk(_ pool: ThreadPool) throws -> Sample {
    sample(
      try Interval.of {
        let results: [Void] = try pool.map(0..<taskCount, chunkSize: 1) { _ in }
        precondition(results.count == taskCount)
      }
    )
  }

  private static func sample(_ interval: Interval) -> Sample {
    Sample(value: Double(taskCount) / interval.wall, interval: interval)
  }
}
