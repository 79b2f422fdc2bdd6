// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

/// W6: two producers and two consumers pass 2,000,000 integers, with room for 1024 of them and for any
/// number.
enum QueueThroughput: Workload {
  static let name = "W6"

  static func run() throws {
    for (limit, config) in [(1024, "bounded 1024"), (nil, "unbounded")] as [(Int?, String)] {
      try measure("threadmill-WorkQueue", config) { try WorkQueue<Int>(limit: limit) }
      try measure("threadmill-WorkQueue(named)", config) {
        try WorkQueue<Int>(limit: limit, name: "items")
      }
    }
  }

  private static func measure(
    _ peer: String,
    _ config: String,
    _ make: () throws -> WorkQueue<Int>
  ) throws {
    Measurement(
      bench: name,
      peer: peer,
      config: config,
      unit: "items/s",
      samples: try Sample.repeated { try pass(2_000_000, through: try make()) }
    ).emit()
  }

  private static func pass(_ count: Int, through queue: WorkQueue<Int>) throws -> Sample {
    let share = count / 2
    var sum = 0
    let interval = try Interval.of {
      let producers = (0..<2).map { number in
        WorkerThread(name: "producer") { () throws in
          for item in number * share..<(number + 1) * share { try queue.put(item) }
        }
      }
      let consumers = (0..<2).map { _ in
        WorkerThread(name: "consumer") { () throws -> Int in
          var sum = 0
          for _ in 0..<share { sum += try queue.get() }
          return sum
        }
      }
      for thread in producers { try thread.start() }
      for thread in consumers { try thread.start() }
      for thread in producers { try thread.join() }
      for thread in consumers { sum += try thread.join() }
    }
    guard sum == count * (count - 1) / 2 else { give(up: "W6: items were lost or doubled") }
    return Sample(value: Double(count) / interval.wall, interval: interval)
  }
}
