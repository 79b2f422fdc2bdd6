// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillTelemetry

/// A ``LatencyHistogram`` that several threads fill while others read it.
final class HistogramCounters: Sendable {
  private let counts = InlineArray<129, Atomic<UInt64>> { _ in Atomic(0) }
  private let longest = Atomic<Int64>(0)

  /// Counts a value in nanoseconds.
  func add(_ nanoseconds: Int64) {
    if nanoseconds > longest.load(ordering: .relaxed) {
      longest.max(nanoseconds, ordering: .relaxed)
    }
    // Whoever reads this count reads a longest value that is no shorter.
    counts[LatencyHistogram.bucket(of: nanoseconds)].wrappingAdd(1, ordering: .releasing)
  }

  /// What was counted so far; values that come meanwhile may be in it.
  func read() -> LatencyHistogram {
    LatencyHistogram(
      counts: counts.indices.map { counts[$0].load(ordering: .acquiring) },
      longest: .nanoseconds(longest.load(ordering: .relaxed))
    )
  }
}
