// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

/// async: what a job of a Swift task costs on a pool, on Swift's own threads, and as a plain task of
/// the pool.
enum AsyncJobs: Workload {
  static let name = "async"
  private static let jobCount = 100_000

  static func run() throws {
    for workers in [1, CPUs.available] {
      let pool = try ThreadPool(workers: workers)
      defer { pool.shutdown() }
      let executor = pool.taskExecutor
      try emit("threadmill-TaskExecutor", workers, executor)
      let samples = try Sample.repeated {
        sample(
          try Interval.of {
            let futures = (0..<jobCount).map { _ in pool.submit {} }
            for future in futures { try future.wait() }
          }
        )
      }
      Measurement(
        bench: name,
        config: "W=\(workers) group",
        unit: "jobs/s",
        samples: samples
      ).emit()
    }
    // Swift's own threads are as many as the CPUs.
    try emit("swift-default", CPUs.available, nil)
  }

  private static func emit(_ peer: String, _ workers: Int, _ executor: PoolTaskExecutor?) throws {
    let shapes: [(name: String, body: @Sendable () async -> Void)] = [
      ("group", childTasks), ("yields", yields),
    ]
    for shape in shapes {
      let samples = try Sample.repeated {
        sample(try Interval.of { try block(on: executor, shape.body) })
      }
      Measurement(
        bench: name,
        peer: peer,
        config: "W=\(workers) \(shape.name)",
        unit: "jobs/s",
        samples: samples
      ).emit()
    }
  }

  /// A job for each of many child tasks.
  @Sendable private static func childTasks() async {
    await withDiscardingTaskGroup { group in
      for _ in 0..<jobCount { group.addTask {} }
    }
  }

  /// One task that goes through the queue again and again.
  @Sendable private static func yields() async {
    for _ in 0..<jobCount { await Task.yield() }
  }

  private static func block(
    on executor: PoolTaskExecutor?,
    _ body: @escaping @Sendable () async -> Void
  ) throws {
    let promise = Promise<Void, Never>()
    Task.detached(executorPreference: executor) {
      await body()
      try? promise.succeed(())
    }
    try promise.future.wait()
  }

  private static func sample(_ interval: Interval) -> Sample {
    Sample(value: Double(jobCount) / interval.wall, interval: interval)
  }
}
