// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillEngine

/// W10: create and join 10,000 threads; the memory of 1,000 parked ones.
enum ThreadLife: Workload {
  static let name = "W10"

  static func run() throws {
    Measurement(
      bench: name,
      peer: "threadmill-WorkerThread",
      config: "create+join",
      unit: "threads/s",
      samples: try Sample.repeated { try createAndJoin(10_000) }
    ).emit()
    let parked = try park(1_000)
    Measurement(
      bench: name,
      peer: "threadmill-WorkerThread",
      config: "RSS 1000 parked",
      unit: "KiB/thread",
      samples: [Sample(value: parked.bytes / 1024, interval: parked.interval)],
      extras: [("bytes", parked.bytes)]
    ).emit()
  }

  private static func createAndJoin(_ count: Int) throws -> Sample {
    let interval = try Interval.of {
      for _ in 0..<count {
        let thread = WorkerThread(name: "short") {}
        try thread.start()
        try thread.join()
      }
    }
    return Sample(value: Double(count) / interval.wall, interval: interval)
  }

  /// Starts `count` threads that wait, and looks how much memory each has added.
  private static func park(_ count: Int) throws -> (bytes: Double, interval: Interval) {
    var threads: [WorkerThread<Void, any Error>] = []
    threads.reserveCapacity(count)
    var grown = 0
    let interval = try Interval.of {
      let before = try ProcessMemory.residentBytes()
      for _ in 0..<count {
        let thread = WorkerThread<Void, any Error>(name: "parked") { context in
          try context.sleep(for: .seconds(3600))
        }
        try thread.start()
        threads.append(thread)
      }
      // Until the last one sleeps, too.
      usleep(200_000)
      grown = try ProcessMemory.residentBytes() - before
    }
    for thread in threads { thread.cancel() }
    for thread in threads { _ = try? thread.join() }
    return (Double(grown) / Double(count), interval)
  }
}
