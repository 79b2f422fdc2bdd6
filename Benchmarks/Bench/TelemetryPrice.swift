// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillEngine

/// telemetry: what 20,000 tasks of 10 µs cost in CPU time on one worker; to be compared between builds
/// with and without telemetry.
enum TelemetryPrice: Workload {
  static let name = "telemetry"
  private static let taskCount = 20_000

  static func run() throws {
    let pool = try ThreadPool(workers: 1)
    defer { pool.shutdown() }
    Measurement(
      bench: name,
      config: "10 µs tasks",
      unit: "CPU ns/task",
      samples: try Sample.repeated(15) { try busyTasks(pool) }
    ).emit()
  }

  /// CPU time of the worker and of the submissions; not of the waiting, which spins.
  private static func busyTasks(_ pool: ThreadPool) throws -> Sample {
    let workerBefore = workerCPU(pool)
    var submitting: Int64 = 0
    let interval = try Interval.of {
      let callerBefore = Interval.cpuNanoseconds(CLOCK_THREAD_CPUTIME_ID)
      let futures = (0..<taskCount).map { number in pool.submit { spin(UInt64(number)) } }
      submitting = Interval.cpuNanoseconds(CLOCK_THREAD_CPUTIME_ID) - callerBefore
      for future in futures { BlackBox.keep(try future.wait()) }
    }
    let spent = Double(submitting) + workerCPU(pool) - workerBefore
    return Sample(value: spent / Double(taskCount), interval: interval)
  }

  private static func workerCPU(_ pool: ThreadPool) -> Double {
    (pool.snapshot().workers.first?.cpu ?? .zero) / .nanoseconds(1)
  }

  /// About 10 µs of arithmetic that the compiler cannot fold.
  private static func spin(_ seed: UInt64) -> UInt64 {
    var state = seed | 1
    for _ in 0..<6_000 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
    }
    return state
  }
}
