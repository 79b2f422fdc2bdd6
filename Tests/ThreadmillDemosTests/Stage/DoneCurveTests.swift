// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

@Suite struct DoneCurveTests {
  @Test func `an empty round has done nothing`() {
    #expect(DoneCurve().share(at: .seconds(5)) == 0)
  }

  @Test func `the share follows the times`() {
    var curve = DoneCurve()
    for time in [1, 2, 2, 4] { curve.note(at: .seconds(time)) }
    #expect(curve.share(at: .zero) == 0)
    #expect(curve.share(at: .seconds(1)) == 0.25)
    #expect(curve.share(at: .milliseconds(1999)) == 0.25)
    #expect(curve.share(at: .seconds(2)) == 0.75)
    #expect(curve.share(at: .seconds(9)) == 1)
  }

  @Test(arguments: [511, 512, 513, 1024, 5000, 100_000]) func `a long round is thinned out`(
    count: Int
  ) {
    var curve = DoneCurve()
    for time in 1...count { curve.note(at: .milliseconds(time)) }
    #expect(curve.count == count)
    var last = 0.0
    for percent in stride(from: 0, through: 100, by: 5) {
      let share = curve.share(at: .milliseconds(count * percent / 100))
      #expect(abs(share - Double(percent) / 100) < 0.01 && share >= last)
      last = share
    }
    #expect(curve.share(at: .milliseconds(count)) == 1)
  }
}
