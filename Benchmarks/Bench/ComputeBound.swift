// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

/// W4: 4 tasks that only compute, in sequence and on 2 and 4 workers.
enum ComputeBound: Workload {
  static let name = "W4"
  private static let taskCount = 4
  private static let steps: UInt64 = 200_000_000

  static func run() throws {
    let serial = Measurement(
      bench: name,
      peer: "swift-loop",
      config: "seq",
      unit: "s",
      samples: sequence()
    )
    serial.emit()
    for workers in [2, 4] {
      let pool = try ThreadPool(workers: workers)
      defer { pool.shutdown() }
      var parallel = Measurement(
        bench: name,
        config: "W=\(workers)",
        unit: "s",
        samples: try Sample.repeated { try together(pool) }
      )
      parallel.extras = [("speedup", serial.median / parallel.median)]
      parallel.emit()
    }
  }

  private static func sequence() -> [Sample] {
    Sample.repeated {
      let interval = Interval.of {
        for _ in 0..<taskCount { BlackBox.keep(chain(BlackBox.hide(steps))) }
      }
      return Sample(value: interval.wall, interval: interval)
    }
  }

  private static func together(_ pool: ThreadPool) throws -> Sample {
    let interval = try Interval.of {
      let futures = (0..<taskCount).map { _ in pool.submit { chain(BlackBox.hide(steps)) } }
      for future in futures { BlackBox.keep(try future.wait()) }
    }
    return Sample(value: interval.wall, interval: interval)
  }

  /// The kernel of every compiled peer: `^ i` makes a chain of it that no compiler folds into a
  /// formula or into vectors.
  @inline(never)
  private static func chain(_ steps: UInt64) -> UInt64 {
    var total: UInt64 = 0
    var step: UInt64 = 0
    while step < steps {
      total = (total &+ step &* step) ^ step
      step &+= 1
    }
    return total
  }
}
