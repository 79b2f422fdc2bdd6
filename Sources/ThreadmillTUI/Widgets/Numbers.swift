// SPDX-License-Identifier: Apache-2.0

/// Numbers and durations as a person reads them, in pieces short enough to need no allocation.
package enum Numbers {
  /// Nanoseconds of a duration, clamped to what an `Int` holds.
  package static func nanoseconds(_ duration: Duration) -> Int {
    let parts = duration.components
    let (whole, overflow) = Int(parts.seconds).multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return parts.seconds < 0 ? .min : .max }
    let (sum, carry) = whole.addingReportingOverflow(Int(parts.attoseconds / 1_000_000_000))
    return carry ? (parts.seconds < 0 ? .min : .max) : sum
  }

  /// A whole number in thousands and millions once it has more than five digits: `41 k`, `5.0 M`.
  package static func compact(_ value: Int) -> String {
    let size = value.magnitude
    if size < 100_000 { return String(value) }
    if size < 1_000_000 { return scaled(value, 1_000, 0) + " k" }
    if size < 1_000_000_000 { return scaled(value, 1_000_000, size < 100_000_000 ? 1 : 0) + " M" }
    return scaled(value, 1_000_000_000, 1) + " G"
  }

  /// A part of a known count in the unit of the whole: `131 of 200`, `1.2 of 5.0 M`.
  package static func part(_ part: Int, of whole: Int) -> String {
    switch whole.magnitude {
    case ..<100_000: return String(part) + " of " + String(whole)
    case ..<1_000_000: return scaled(part, 1_000, 0) + " of " + scaled(whole, 1_000, 0) + " k"
    case ..<100_000_000:
      return scaled(part, 1_000_000, 1) + " of " + scaled(whole, 1_000_000, 1) + " M"
    case ..<1_000_000_000:
      return scaled(part, 1_000_000, 0) + " of " + scaled(whole, 1_000_000, 0) + " M"
    default:
      return scaled(part, 1_000_000_000, 1) + " of " + scaled(whole, 1_000_000_000, 1) + " G"
    }
  }

  /// `value ÷ unit` with so many decimals, cut and not rounded, so that it never runs ahead.
  package static func scaled(_ value: Int, _ unit: Int, _ decimals: Int) -> String {
    let whole = value / unit
    guard decimals > 0 else { return String(whole) }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let step = max(1, unit / scale)
    let part = Int((value % unit).magnitude) / step
    var digits = String(part)
    while digits.utf8.count < decimals { digits = "0" + digits }
    return (value < 0 && whole == 0 ? "-" : "") + String(whole) + "." + digits
  }

  /// A number with so many decimals, rounded.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "–" }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let rounded = Int((value * Double(scale)).rounded())
    return scaled(rounded, scale, decimals)
  }

  /// A share in `0...1` in whole per cent, cut so that 100 means all.
  package static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "–" }
    if share > 0, share < 0.01 { return "<1%" }
    return String(Int(min(max(share, 0), 9.99) * 100 + 1e-9)) + "%"
  }

  /// A duration with its unit, about three digits: `640 ns`, `41 µs`, `1.2 ms`, `0.8 s`, `2 min 5 s`.
  package static func age(_ duration: Duration) -> String {
    let value = max(0, nanoseconds(duration))
    switch value {
    case ..<1_000: return String(value) + " ns"
    case ..<10_000: return scaled(value, 1_000, 1) + " µs"
    case ..<1_000_000: return scaled(value, 1_000, 0) + " µs"
    case ..<10_000_000: return scaled(value, 1_000_000, 1) + " ms"
    case ..<100_000_000: return scaled(value, 1_000_000, 0) + " ms"
    case ..<120_000_000_000: return scaled(value, 1_000_000_000, 1) + " s"
    case ..<7_200_000_000_000:
      let seconds = value / 1_000_000_000
      return String(seconds / 60) + " min " + String(seconds % 60) + " s"
    default:
      let minutes = value / 60_000_000_000
      return String(minutes / 60) + " h " + String(minutes % 60) + " min"
    }
  }

  /// A measured time, rounded to what a reader compares: `3.0 s`, `0.30 s`, `12 ms`, `41 µs`.
  package static func time(_ duration: Duration) -> String {
    let value = Double(max(0, nanoseconds(duration)))
    switch value {
    case ..<99_500: return fixed(value / 1e3, value < 9_950 ? 1 : 0) + " µs"
    case ..<99_500_000: return fixed(value / 1e6, value < 9_950_000 ? 1 : 0) + " ms"
    case ..<995_000_000: return fixed(value / 1e9, 2) + " s"
    case ..<99_950_000_000: return fixed(value / 1e9, 1) + " s"
    default: return fixed(value / 1e9, 0) + " s"
    }
  }

  /// A part of a known time in the unit of the whole: `0.42 of 1.0 s`, `42 of 100 ms`.
  package static func part(_ part: Duration, of whole: Duration) -> String {
    let total = max(0, nanoseconds(whole))
    let done = min(max(0, nanoseconds(part)), total)
    switch total {
    case ..<1_000_000: return scaled(done, 1_000, 0) + " of " + scaled(total, 1_000, 0) + " µs"
    case ..<10_000_000:
      return scaled(done, 1_000_000, 1) + " of " + decimal(total, 1_000_000) + " ms"
    case ..<200_000_000:
      return scaled(done, 1_000_000, 0) + " of " + scaled(total, 1_000_000, 0) + " ms"
    case ..<10_000_000_000:
      return scaled(done, 1_000_000_000, 2) + " of " + decimal(total, 1_000_000_000) + " s"
    default:
      return scaled(done, 1_000_000_000, 1) + " of " + scaled(total, 1_000_000_000, 0) + " s"
    }
  }

  /// A time since the start: `0:04.2`.
  package static func clock(_ duration: Duration) -> String {
    let tenths = max(0, nanoseconds(duration)) / 100_000_000
    let seconds = tenths / 10 % 60
    return String(tenths / 600) + (seconds < 10 ? ":0" : ":") + String(seconds) + "."
      + String(tenths % 10)
  }

  /// One decimal, or two where the second says something: `1.0`, `0.25`.
  private static func decimal(_ value: Int, _ unit: Int) -> String {
    scaled(value, unit, value % (unit / 10) == 0 ? 1 : 2)
  }
}
