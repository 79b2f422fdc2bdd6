// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

/// W3: map x·x over 1,000,000 integers: serially, with `map`, with chunks by hand, and lazily.
enum ParallelMap: Workload {
  static let name = "W3"
  private static let count = 1_000_000
  /// As many as the peers take: one repetition is half a millisecond.
  private static let repetitions = 31
  /// Elements per task: 16 tasks as in the peers' programs, and finer.
  ///
  /// `nil` is the pool's own choice.
  private static let chunkSizes: [Int?] = [nil, 62_500, 8_000, 1_000]

  static func run() throws {
    let inputs = Array(0..<count)
    try emit("swift-Array.map", "seq") { inputs.map { $0 &* $0 } }
    for workers in [2, 4] {
      let pool = try ThreadPool(workers: workers)
      defer { pool.shutdown() }
      for chunkSize in chunkSizes {
        let config = "W=\(workers) chunk=\(chunkSize.map(String.init) ?? "auto")"
        try emit("threadmill-map(Range)", config) { try squares(0..<count, chunkSize, pool) }
        try emit("threadmill-map(Array)", config) { try squares(inputs, chunkSize, pool) }
        guard let chunkSize else { continue }
        try emit("threadmill-submit-by-hand", config) { try byHand(inputs, chunkSize, pool) }
        try emit("threadmill-results", config) {
          try pool.results(of: inputs, chunkSize: chunkSize) { $0 &* $0 }.map { try $0.get() }
        }
      }
    }
  }

  private static func squares(
    _ inputs: some RandomAccessCollection<Int> & Sendable,
    _ chunkSize: Int?,
    _ pool: ThreadPool
  ) throws -> [Int] {
    guard let chunkSize else { return try pool.map(inputs) { $0 &* $0 } }
    return try pool.map(inputs, chunkSize: chunkSize) { $0 &* $0 }
  }

  /// What a client would write without `map`.
  private static func byHand(
    _ inputs: [Int],
    _ chunkSize: Int,
    _ pool: ThreadPool
  ) throws -> [Int] {
    let futures = stride(from: 0, to: inputs.count, by: chunkSize).map { start in
      pool.submit { inputs[start..<min(start + chunkSize, inputs.count)].map { $0 &* $0 } }
    }
    var outputs: [Int] = []
    outputs.reserveCapacity(inputs.count)
    for future in futures { outputs += try future.wait() }
    return outputs
  }

  /// Measures until the outputs are there, checked and given back.
  private static func emit(
    _ peer: String,
    _ config: String,
    _ body: () throws -> [Int]
  ) throws {
    let samples = try Sample.repeated(repetitions) {
      let interval = try Interval.of {
        let outputs = try body()
        precondition(outputs.count == count && outputs.last == (count - 1) * (count - 1))
      }
      return Sample(value: Double(count) / interval.wall, interval: interval)
    }
    Measurement(bench: name, peer: peer, config: config, unit: "items/s", samples: samples).emit()
  }
}
