// SPDX-License-Identifier: Apache-2.0

/// How often something took how long, in buckets that are a quarter of an octave wide.
///
/// A bucket is at most 25 % wider than its lower bound, from 32 ns to 137 s; what is shorter or longer
/// falls into the first or the last one.
///
/// Source of the layout: HdrHistogram (Gil Tene), with two bits of precision.
public struct LatencyHistogram: Sendable, Hashable {
  /// How many buckets there are.
  public static let bucketCount = 129

  /// How many values fell into each bucket, shortest first; ``bucketCount`` of them.
  public private(set) var counts: [UInt64]
  /// The longest value so far.
  public private(set) var longest: Duration

  /// A histogram of nothing.
  public init() {
    counts = Array(repeating: 0, count: Self.bucketCount)
    longest = .zero
  }

  /// A histogram that was counted elsewhere.
  ///
  /// - Parameters:
  ///   - counts: shortest first; missing ones are 0, superfluous ones are left out.
  ///   - longest: the longest value.
  public init(counts: some Sequence<UInt64>, longest: Duration) {
    self.init()
    self.longest = longest
    for (place, count) in counts.prefix(Self.bucketCount).enumerated() {
      self.counts[place] = count
    }
  }

  /// How many values there are.
  public var total: UInt64 { counts.reduce(0, &+) }

  /// In which bucket a value belongs.
  ///
  /// - Parameter nanoseconds: below 32 is the first bucket, negative ones included.
  /// - Returns: in `0..<bucketCount`.
  public static func bucket(of nanoseconds: Int64) -> Int {
    guard nanoseconds >= 32 else { return 0 }
    let octave = 63 - nanoseconds.leadingZeroBitCount
    let quarter = Int(nanoseconds >> (octave - 2)) & 3
    return min((octave - 5) * 4 + quarter + 1, bucketCount - 1)
  }

  /// The least value of a bucket.
  ///
  /// - Parameter bucket: clamped to those that there are.
  /// - Returns: nanoseconds.
  public static func lowerBound(of bucket: Int) -> Int64 {
    let place = min(max(0, bucket), bucketCount - 1)
    guard place > 0 else { return 0 }
    let (octave, quarter) = ((place - 1) / 4 + 5, (place - 1) % 4)
    return Int64(4 + quarter) << (octave - 2)
  }

  /// Counts one value.
  ///
  /// - Parameter value: of any length; what is shorter than 32 ns is in the first bucket.
  public mutating func add(_ value: Duration) {
    counts[Self.bucket(of: Int64(clamping: value.attoseconds / 1_000_000_000))] += 1
    longest = max(longest, value)
  }

  /// The value that this share of all values does not exceed, rounded up to the end of its bucket, and
  /// never above ``longest``.
  ///
  /// - Parameter share: in `0...1`; clamped.
  /// - Returns: `nil` if nothing was counted.
  public func quantile(_ share: Double) -> Duration? {
    let total = total
    guard total > 0 else { return nil }
    let wanted = max(1, (Double(total) * min(1, max(0, share))).rounded(.up))
    var seen: UInt64 = 0
    for (bucket, count) in counts.enumerated() {
      seen &+= count
      if Double(seen) >= wanted && bucket < Self.bucketCount - 1 {
        return min(longest, .nanoseconds(Self.lowerBound(of: bucket + 1)))
      }
    }
    return longest
  }
}
