// SPDX-License-Identifier: Apache-2.0

extension Int64 {
  /// The sum, or the end of the range that it would have passed.
  func saturatingAdd(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  /// The difference, or the end of the range that it would have passed.
  func saturatingSubtract(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }

  /// The whole part, or the end of the range that it would have passed; 0 for what is no number.
  init(saturating value: Double) {
    // 2⁶³ is the first number above the range, and it has a Double of its own.
    self =
      value >= 0x1p63 ? .max : value <= -0x1p63 ? .min : value.isNaN ? 0 : Int64(value)
  }
}
