// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillAnalysis

@Suite struct SampleTests {
  @Test func `nothing to say without values or with one that is not finite`() {
    #expect(Sample([]) == nil)
    #expect(Sample([1, .nan]) == nil)
    #expect(Sample([.infinity]) == nil)
  }

  @Test(arguments: [[3.0]: 3.0, [2, 1]: 1.5, [9, 1, 5]: 5, [4, 1, 3, 2]: 2.5])
  func `the median is the middle`(values: [Double], median: Double) {
    #expect(Sample(values)?.median == median)
  }

  @Test func `the median of huge values does not overflow`() {
    let huge = Double.greatestFiniteMagnitude
    #expect(Sample([huge, huge])?.median == huge)
  }

  @Test(arguments: [(0.0, 1.0), (1, 1), (50, 5), (90, 9), (91, 10), (100, 10), (250, 10), (-3, 1)])
  func `percentiles are values of the sample`(share: Double, value: Double) throws {
    let sample = try #require(Sample((1...10).map { Double($0) }.reversed()))
    #expect(sample.percentile(share) == value)
    #expect(sample.minimum == 1 && sample.maximum == 10 && sample.count == 10)
  }

  @Test func `one disturbed value does not move the spread`() throws {
    let sample = try #require(Sample([1, 2, 3, 4, 1000]))
    #expect(abs(sample.scaledMedianDeviation - 1.4826) < 1e-12)
  }
}
