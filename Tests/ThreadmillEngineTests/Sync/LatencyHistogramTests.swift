// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct LatencyHistogramTests {
    /// Values of every size, and those beside each power of two.
    private static let values: [Int64] = {
      var random = SeededRandom(seed: 5)
      var values: [Int64] = [0, 1, 31, 32, 33, .max, .max - 1]
      for shift in 0..<63 {
        let power = Int64(1) << shift
        values += [power - 1, power, power + (power >> 1), power &+ 1]
        values += (0..<50).map { _ in power + Int64(random.next() % UInt64(power)) }
      }
      return values.filter { $0 >= 0 }
    }()

    @Test func `each value lies between the bounds of its bucket`() {
      for value in Self.values {
        let bucket = LatencyHistogram.bucket(of: value)
        let isInRange = (0..<LatencyHistogram.bucketCount).contains(bucket)
        let low = LatencyHistogram.lowerBound(of: bucket)
        let isBelowNext =
          bucket == LatencyHistogram.bucketCount - 1
          || value < LatencyHistogram.lowerBound(of: bucket + 1)
        #expect(isInRange && low <= value && isBelowNext, "\(value) in bucket \(bucket)")
      }
      for value in [-1, .min] as [Int64] { #expect(LatencyHistogram.bucket(of: value) == 0) }
    }

    @Test func `buckets rise, each at most a quarter wide, from 32 ns to 137 s`() {
      let bounds = (0..<LatencyHistogram.bucketCount).map { LatencyHistogram.lowerBound(of: $0) }
      #expect(bounds[0] == 0 && bounds[1] == 32)
      for (low, high) in zip(bounds, bounds.dropFirst()) {
        #expect(low < high)
        if low > 0 { #expect((high - low) * 4 <= low, "\(low)..<\(high)") }
      }
      for (bucket, bound) in bounds.enumerated() {
        #expect(LatencyHistogram.bucket(of: bound) == bucket)
      }
      // The last one would end at 137 s, if longer values did not fall into it.
      #expect(bounds.last == 120_259_084_288)
      #expect(LatencyHistogram.lowerBound(of: -1) == 0)
      #expect(LatencyHistogram.lowerBound(of: .min) == 0)
      #expect(LatencyHistogram.lowerBound(of: .max) == bounds.last)
    }

    @Test func `nothing has no quantiles, one value is all of them`() {
      var histogram = LatencyHistogram()
      #expect(histogram.total == 0 && histogram.longest == .zero)
      for share in [-1, 0, 0.5, 1, .nan, .infinity] {
        #expect(histogram.quantile(share) == nil)
      }
      histogram.add(.microseconds(7))
      for share in [-1, 0, 0.5, 1, 2, .nan, .infinity, -.infinity] {
        #expect(histogram.quantile(share) == .microseconds(7))
      }
    }

    @Test func `a quantile is no less than the true one and less than a quarter above it`() throws {
      var random = SeededRandom(seed: 6)
      for size in [1, 2, 10, 1_000] {
        // From 32 ns to 137 s, evenly over the magnitudes.
        let values = (0..<size).map { _ in
          let power = Int64(1) << (5 + random.below(32))
          return power + Int64(random.next() % UInt64(power))
        }.sorted()
        var histogram = LatencyHistogram()
        for value in values { histogram.add(.nanoseconds(value)) }
        #expect(histogram.total == UInt64(size))
        #expect(histogram.longest == .nanoseconds(values[size - 1]))
        var last = Duration.zero
        for share in [0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1] {
          let place = max(1, Int((Double(size) * share).rounded(.up))) - 1
          let found = try #require(histogram.quantile(share))
          #expect(found >= .nanoseconds(values[place]))
          #expect(found <= .nanoseconds(values[place] + values[place] / 4 + 1))
          #expect(found >= last && found <= histogram.longest)
          last = found
        }
        #expect(histogram.quantile(1) == histogram.longest)
      }
    }

    @Test func `what is shorter or longer falls into the first or last bucket`() {
      var histogram = LatencyHistogram()
      for value in [.zero, .nanoseconds(-5), .seconds(-3), .nanoseconds(31)] as [Duration] {
        histogram.add(value)
      }
      #expect(histogram.counts[0] == 4)
      for value in [.seconds(138), .seconds(1 << 40), .seconds(Int64.max)] as [Duration] {
        histogram.add(value)
      }
      #expect(histogram.counts.last == 3)
      #expect(histogram.total == 7)
      #expect(histogram.quantile(1) == .seconds(Int64.max))
    }

    @Test func `counts from elsewhere are cut or filled up`() {
      let few = LatencyHistogram(counts: [1, 2], longest: .nanoseconds(33))
      #expect(few.counts.count == LatencyHistogram.bucketCount)
      #expect(few.total == 3)
      let many = LatencyHistogram(counts: Array(repeating: 1, count: 500), longest: .seconds(200))
      #expect(many.counts.count == LatencyHistogram.bucketCount)
      #expect(many.total == UInt64(LatencyHistogram.bucketCount))
    }
  }
}
