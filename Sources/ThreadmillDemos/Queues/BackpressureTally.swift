// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// What became of the items of a round, written down as it happens.
package struct BackpressureTally: Sendable, Hashable {
  /// Depths that are kept.
  private static let depthLimit = 64

  /// What was consumed, each consumer's in the order in which it took.
  package var deliveries: [Delivery] = []
  /// Items that were turned away.
  package var rejected: [Int] = []
  /// Items that made way for newer ones.
  package var dropped: [Int] = []
  /// How long after their making items were taken.
  package private(set) var ages = LatencyHistogram()
  /// What consumers left behind in the queue each time they took, the last 64 of them.
  package private(set) var depths: [Int] = []

  /// A tally of nothing.
  package init() {}

  /// Items that nobody consumed.
  package var lost: [Int] { rejected + dropped }

  /// Notes that an item was taken.
  ///
  /// - Parameters:
  ///   - delivery: what becomes of it.
  ///   - age: time since it was made.
  ///   - depth: of the queue after that.
  package mutating func take(_ delivery: Delivery, age: Duration, depth: Int) {
    deliveries.append(delivery)
    ages.add(age)
    if depths.count == Self.depthLimit { depths.removeFirst() }
    depths.append(depth)
  }

  /// What was not consumed, and why: `12 rejected`, `none lost`.
  package var lostText: String {
    let reasons = [(rejected.count, "rejected"), (dropped.count, "dropped")].filter { $0.0 > 0 }
    return reasons.isEmpty ? "none lost" : reasons.map { "\($0) \($1)" }.joined(separator: ", ")
  }

  /// The ages in short: `p50 45 ms, p99 0.1 s`.
  package var agesText: String {
    guard let half = ages.quantile(0.5), let most = ages.quantile(0.99) else { return "none yet" }
    return "p50 \(Phrase.measured(half)), p99 \(Phrase.measured(most))"
  }
}
