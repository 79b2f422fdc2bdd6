// SPDX-License-Identifier: Apache-2.0

/// Measured values of one kind, and what is said about them.
///
///     let sample = Sample([0.30, 0.31, 0.30, 0.95])
///     sample?.median                    // 0.305
///     sample?.percentile(95)            // 0.95
///
/// Means are left out on purpose: one disturbed measurement moves them, and nobody sees it.
public struct Sample: Sendable, Hashable {
  /// The values in ascending order; 1 or more, all finite.
  public let sorted: [Double]

  /// Takes `values` in any order; `nil` if there is none, or one that is not finite.
  ///
  /// - Parameter values: 1 or more, each finite.
  /// - Complexity: O(n log n).
  public init?(_ values: some Sequence<Double>) {
    let sorted = values.sorted()
    guard !sorted.isEmpty, sorted.allSatisfy(\.isFinite) else { return nil }
    self.sorted = sorted
  }

  /// How many values there are; 1 or more.
  public var count: Int { sorted.count }

  /// The smallest value.
  public var minimum: Double { sorted[0] }

  /// The largest value.
  public var maximum: Double { sorted[count - 1] }

  /// The value in the middle; of an even number the mean of the two in the middle.
  public var median: Double {
    let middle = count / 2
    guard count.isMultiple(of: 2) else { return sorted[middle] }
    // Halving first cannot overflow.
    return sorted[middle - 1] / 2 + sorted[middle] / 2
  }

  /// The smallest value that at least `share` percent of the values do not exceed (nearest rank).
  ///
  /// - Parameter share: In `0...100`; values outside are clamped, 0 means the minimum.
  /// - Returns: One of the values, never something between two.
  public func percentile(_ share: Double) -> Double {
    let clamped = share.isNaN ? 100 : min(100, max(0, share))
    // Not `rounded(.up)`: it would be the only call here that needs the C maths library.
    let rank = clamped * Double(count) / 100
    let index = Int(rank) - (Double(Int(rank)) == rank ? 1 : 0)
    return sorted[max(0, index)]
  }

  /// The median distance from the median, scaled to the standard deviation of a normal
  /// distribution.
  ///
  /// Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993 (factor 1.4826).
  public var scaledMedianDeviation: Double {
    let middle = median
    let distances = sorted.map { abs($0 - middle) }.sorted()
    let index = distances.count / 2
    let deviation =
      distances.count.isMultiple(of: 2)
      ? distances[index - 1] / 2 + distances[index] / 2 : distances[index]
    return deviation * 1.4826
  }
}
