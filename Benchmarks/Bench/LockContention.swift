// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

/// W7: 1, 2 and 4 threads increment one counter 5,000,000 times each under a lock.
enum LockContention: Workload {
  static let name = "W7"

  /// What the threads count, and the lock beside it.
  private final class Counter: Sendable {
    let lock: Lock
    nonisolated(unsafe) var value = 0

    init(name: String?) { lock = Lock(name: name) }
  }

  static func run() throws {
    for threads in [1, 2, 4] {
      try measure("threadmill-Lock", threads, name: nil)
      try measure("threadmill-Lock(named)", threads, name: "counter")
    }
  }

  private static func measure(_ peer: String, _ threads: Int, name: String?) throws {
    Measurement(
      bench: Self.name,
      peer: peer,
      config: "T=\(threads)",
      unit: "ops/s",
      samples: try Sample.repeated { try contend(threads, Counter(name: name)) }
    ).emit()
  }

  private static func contend(_ count: Int, _ counter: Counter) throws -> Sample {
    let rounds = 5_000_000
    let start = Event()
    let ready = try Latch(count: count)
    let threads = (0..<count).map { _ in
      WorkerThread(name: "counter") { () throws in
        try ready.countDown()
        start.wait()
        for _ in 0..<rounds { counter.lock.withLock { counter.value += 1 } }
      }
    }
    for thread in threads { try thread.start() }
    ready.wait()
    let interval = try Interval.of {
      start.set()
      for thread in threads { try thread.join() }
    }
    guard counter.value == count * rounds else { give(up: "W7: increments were lost") }
    return Sample(value: Double(count * rounds) / interval.wall, interval: interval)
  }
}
