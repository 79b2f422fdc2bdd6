// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillEngine

/// W9: 1,000 tasks that block for 10 ms on 64 workers; 16 waves of them would be 160 ms.
enum BlockingSleeps: Workload {
  static let name = "W9"
  private static let taskCount = 1_000

  static func run() throws {
    let pool = try ThreadPool(workers: 64)
    defer { pool.shutdown() }
    // The system's sleep, as any blocking call would.
    try emit("threadmill-ThreadPool") { pool.submit { _ = usleep(10_000) } }
    // The engine's own wait, which can be paused and cancelled.
    try emit("threadmill-context.sleep") {
      pool.submit { context in try context.sleep(for: .milliseconds(10)) }
    }
  }

  private static func emit<Failure: Error>(
    _ peer: String,
    _ submit: () -> Future<Void, Failure>
  ) throws {
    let samples = try Sample.repeated {
      let interval = try Interval.of {
        let futures = (0..<taskCount).map { _ in submit() }
        for future in futures { try future.wait() }
      }
      return Sample(value: interval.wall * 1e3, interval: interval)
    }
    Measurement(
      bench: name,
      peer: peer,
      config: "1000x10ms T=64",
      unit: "ms",
      samples: samples
    ).emit()
  }
}
