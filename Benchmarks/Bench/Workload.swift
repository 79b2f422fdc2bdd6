// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillEngine

/// The workloads by their name.
enum Workload {
  static let all: [String: @Sendable () async -> Void] = [
    "W1": w1, "W2": w2, "W3": w3, "telemetry": telemetry,
  ]

  /// Submit 200,000 no-op tasks from one thread, then take every future's result.
  static func w1() async {
    let count = 200_000
    let task = await Measurement.repeated {
      Double(count)
        / (await seconds {
          let tasks = (0..<count).map { number in Task.detached { number } }
          var sum = 0
          for task in tasks { sum &+= await task.value }
          keep(sum)
        })
    }
    Measurement(
      bench: "W1",
      peer: "swift-Task.value",
      config: "auto",
      unit: "tasks/s",
      values: task
    )
    .emit()
    for workers in [1, 2, 4, 8] {
      guard let pool = try? ThreadPool(workers: workers) else { continue }
      let values = await Measurement.repeated { submitAndWait(pool, count) }
      Measurement(
        bench: "W1",
        peer: "threadmill-ThreadPool",
        config: "W=\(workers)",
        unit: "tasks/s",
        values: values
      ).emit()
      await pool.shutdown()
    }
  }

  private static func submitAndWait(_ pool: ThreadPool, _ count: Int) -> Double {
    let began = MonotonicClock.now
    let futures = (0..<count).map { number in pool.submit { number } }
    var sum = 0
    for future in futures { sum &+= (try? future.wait()) ?? 0 }
    keep(sum)
    return Double(count) / ((MonotonicClock.now - began) / .seconds(1))
  }

  /// Submit one no-op and wait for it, 20,000 times.
  static func w2() async {
    let task = await Measurement.repeated {
      var samples: [Double] = []
      for _ in 0..<20_000 { samples.append(await seconds { await Task.detached {}.value }) }
      return samples.sorted()[10_000] * 1e9
    }
    Measurement(bench: "W2", peer: "swift-Task.value", config: "auto", unit: "ns", values: task)
      .emit()
    for workers in [1, 4] {
      guard let pool = try? ThreadPool(workers: workers) else { continue }
      let values = await Measurement.repeated { roundTrips(pool) }
      Measurement(
        bench: "W2",
        peer: "threadmill-ThreadPool",
        config: "W=\(workers)",
        unit: "ns",
        values: values
      ).emit()
      await pool.shutdown()
    }
  }

  private static func roundTrips(_ pool: ThreadPool) -> Double {
    var samples: [Double] = []
    for _ in 0..<20_000 {
      let began = MonotonicClock.nanoseconds
      try? pool.submit {}.wait()
      samples.append(Double(MonotonicClock.nanoseconds - began))
    }
    return samples.sorted()[10_000]
  }

  /// 20,000 tasks of 10 µs on one worker: compare builds with and without telemetry.
  static func telemetry() async {
    guard let pool = try? ThreadPool(workers: 1) else { return }
    let values = await Measurement.repeated(15) { busyTasks(pool) }
    Measurement(
      bench: "telemetry",
      peer: "threadmill-ThreadPool",
      config: "10 µs tasks",
      unit: "CPU ns/task",
      values: values
    ).emit()
    await pool.shutdown()
  }

  /// CPU time of the worker and of the submissions; not of the waiting, which spins.
  private static func busyTasks(_ pool: ThreadPool) -> Double {
    let count = 20_000
    let workerBefore = workerCPU(pool)
    let callerBefore = callerCPU()
    let futures = (0..<count).map { number in pool.submit { spin(UInt64(number)) } }
    let submitting = callerCPU() - callerBefore
    var sum: UInt64 = 0
    for future in futures { sum &+= (try? future.wait()) ?? 0 }
    keep(Int(truncatingIfNeeded: sum))
    return (Double(submitting) + workerCPU(pool) - workerBefore) / Double(count)
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

  /// CPU nanoseconds of the calling thread.
  private static func callerCPU() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }

  @inline(never) private static func keep(_ value: Int) {}
}
