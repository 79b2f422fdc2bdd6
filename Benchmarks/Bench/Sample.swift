// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One repetition: its figure, and the time it took to get it.
struct Sample {
  var value: Double
  var interval: Interval

  /// Repetitions of each figure: the environment's `REPS`, as in the peers' programs, or 3.
  static let repetitions = max(1, getenv("REPS").flatMap { Int(String(cString: $0)) } ?? 3)

  /// Runs `body` a few times unmeasured, which wakes threads and fills the allocator, then `count`
  /// times.
  static func repeated(
    _ count: Int = repetitions,
    warmUps: Int = 1,
    _ body: () throws -> Sample
  ) rethrows -> [Sample] {
    for _ in 0..<warmUps { _ = try body() }
    return try (0..<count).map { _ in try body() }
  }
}
