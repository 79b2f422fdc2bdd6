// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillEngine

/// W2: submit one no-op and wait for it, again and again.
enum RoundTrip: Workload {
  static let name = "W2"

  static func run() throws {
    for workers in [1, 4] {
      let pool = try ThreadPool(workers: workers)
      defer { pool.shutdown() }
      try emit("W=\(workers)", pool, trips: 20_000)
      // A pause long enough for the workers to park: what the first task after a silence costs. Fewer
      // trips, or it would take minutes.
      if workers == 1 { try emit("cold W=1", pool, trips: 400, pauseMicroseconds: 5_000) }
    }
  }

  private static func emit(
    _ config: String,
    _ pool: ThreadPool,
    trips: Int,
    pauseMicroseconds: UInt32 = 0
  ) throws {
    var tails: [Double] = []
    let samples = try Sample.repeated {
      var latencies: [Double] = []
      latencies.reserveCapacity(trips)
      let interval = try Interval.of {
        for _ in 0..<trips {
          if pauseMicroseconds > 0 { usleep(pauseMicroseconds) }
          let before = MonotonicClock.nanoseconds
          try pool.submit {}.wait()
          latencies.append(Double(MonotonicClock.nanoseconds - before))
        }
      }
      latencies.sort()
      tails.append(latencies[trips * 99 / 100])
      return Sample(value: latencies[trips / 2], interval: interval)
    }
    // The warm-up has left a tail of its own.
    let p99 = Measurement.median(of: Array(tails.suffix(samples.count)))
    Measurement(
      bench: name,
      config: config,
      unit: "ns median",
      samples: samples,
      extras: [("p99", p99)]
    ).emit()
  }
}
