// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

/// memory: what a queued task weighs, and how long cancelling 1,000,000 of them takes.
enum QueueMemory: Workload {
  static let name = "memory"
  private static let taskCount = 1_000_000

  static func run() throws {
    let pool = try ThreadPool(workers: 2)
    pool.pause()
    var futures: [Future<Void, Never>] = []
    var grown = 0
    let queueing = try Interval.of {
      let before = try ProcessMemory.residentBytes()
      // Its 8 bytes a task are counted: nobody queues a task without holding its future.
      futures.reserveCapacity(taskCount)
      for _ in 0..<taskCount { futures.append(pool.submit {}) }
      grown = try ProcessMemory.residentBytes() - before
    }
    // Once a process: memory that has been freed and is used again would not count.
    emit("1M queued", "bytes/task", Double(grown) / Double(taskCount), queueing)

    var report: ShutdownReport?
    let cancelling = Interval.of { report = pool.shutdown(.cancel) }
    precondition(report?.neverStarted == taskCount && futures.last?.state == .cancelled)
    emit("cancel 1M queued", "s", cancelling.wall, cancelling)
  }

  private static func emit(
    _ config: String,
    _ unit: String,
    _ value: Double,
    _ interval: Interval
  ) {
    Measurement(
      bench: name,
      config: config,
      unit: unit,
      samples: [Sample(value: value, interval: interval)]
    ).emit()
  }
}
