// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

extension Workload {
  /// Square 1,000,000 integers: serially, with `map`, with chunks written by hand, and lazily.
  ///
  /// All of them take turns, so that a change of the machine's mood hits them alike.
  static func w3() async {
    guard let pool = try? ThreadPool(workers: 2) else { return }
    let inputs = Array(0..<1_000_000)
    for chunk in [1_000, 8_000, 62_500] {
      var figures: [String: [Double]] = [:]
      for round in 0..<16 {
        let rates = [
          "swift-Array.map": rate(of: inputs) { $0.map { $0 &* $0 &+ 1 } },
          "threadmill-submit-by-hand": rate(of: inputs) { byHand($0, chunk, pool) },
          "threadmill-map": rate(of: inputs) {
            (try? pool.map($0, chunkSize: chunk) { $0 &* $0 &+ 1 }) ?? []
          },
          "threadmill-map-Range": rate(of: inputs) {
            (try? pool.map($0.indices, chunkSize: chunk) { $0 &* $0 &+ 1 }) ?? []
          },
          "threadmill-results": rate(of: inputs) {
            pool.results(of: $0, chunkSize: chunk) { $0 &* $0 &+ 1 }.map { (try? $0.get()) ?? 0 }
          },
        ]
        // The first round warms up.
        if round > 0 { figures.merge(rates.mapValues { [$0] }) { $0 + $1 } }
      }
      for (peer, values) in figures.sorted(by: { $0.key < $1.key }) {
        Measurement(
          bench: "W3",
          peer: peer,
          config: "W=2 chunk=\(chunk)",
          unit: "items/s",
          values: values
        ).emit()
      }
    }
    await pool.shutdown()
  }

  private static func rate(of inputs: [Int], _ body: ([Int]) -> [Int]) -> Double {
    let began = MonotonicClock.nanoseconds
    let outputs = body(inputs)
    let took = Double(MonotonicClock.nanoseconds - began)
    precondition(outputs.count == inputs.count && outputs.last == 999_999 * 999_999 + 1)
    return Double(inputs.count) / took * 1e9
  }

  /// What a client would write without `map`.
  private static func byHand(
    _ inputs: [Int],
    _ chunk: Int,
    _ pool: ThreadPool
  ) -> [Int] {
    let futures = stride(from: 0, to: inputs.count, by: chunk).map { start in
      pool.submit { inputs[start..<min(start + chunk, inputs.count)].map { $0 &* $0 &+ 1 } }
    }
    var outputs: [Int] = []
    outputs.reserveCapacity(inputs.count)
    for future in futures { outputs += (try? future.wait()) ?? [] }
    return outputs
  }
}
