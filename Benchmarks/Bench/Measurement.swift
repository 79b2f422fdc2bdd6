// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillEngine

/// One figure with its spread, printed as a JSON line.
struct Measurement {
  var bench: String
  var peer: String
  var config: String
  var unit: String
  var values: [Double]
  var cpus: [Double] = []

  /// Runs `body` once unmeasured and then `count` times, alternating with nothing else.
  static func repeated(_ count: Int = 9, _ body: () async -> Double) async -> [Double] {
    _ = await body()
    var values: [Double] = []
    for _ in 0..<count { values.append(await body()) }
    return values
  }

  func emit() {
    let sorted = values.sorted()
    let median = sorted[sorted.count / 2]
    print(
      "{\"bench\":\"\(bench)\",\"peer\":\"\(peer)\",\"config\":\"\(config)\",\"value\":\(median),"
        + "\"unit\":\"\(unit)\",\"min\":\(sorted[0]),\"max\":\(sorted[sorted.count - 1]),"
        + "\"reps\":\(sorted.count)}"
    )
    fflush(nil)
  }
}

/// Seconds that `body` takes.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
  let began = MonotonicClock.now
  try await body()
  return (MonotonicClock.now - began) / .seconds(1)
}
