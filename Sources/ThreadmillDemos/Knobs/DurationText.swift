// SPDX-License-Identifier: Apache-2.0

/// Durations as people write them: `100ms`, `0.1s`, `250us`.
package enum DurationText {
  /// The units, largest first: their names as typed and shown, and their length in nanoseconds.
  private static let units: [(typed: String, shown: String, nanoseconds: Int64)] = [
    ("s", "s", 1_000_000_000), ("ms", "ms", 1_000_000), ("us", "µs", 1000), ("ns", "ns", 1),
  ]

  /// Digits after the point that a nanosecond can need in the largest unit.
  private static let mostDigits = 9

  /// The duration that `text` names, exact to the nanosecond.
  ///
  /// - Parameter text: A decimal number of 0 or more and one of `ns`, `us`, `µs`, `ms`, `s`; spaces
  ///   between them are allowed.
  /// - Returns: `nil` if it is not such a text, or longer than 292 years.
  package static func parse(_ text: String) -> Duration? {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unitName = text.dropFirst(number.count).drop { $0 == " " }.lowercased()
    guard
      let unit = units.first(where: {
        $0.typed == unitName || $0.shown == unitName || (unitName == "μs" && $0.typed == "us")
      }),
      let nanoseconds = nanoseconds(number, unit.nanoseconds)
    else { return nil }
    return .nanoseconds(nanoseconds)
  }

  /// The exact form that `parse` reads back, such as `12.5ms`; `duration` is 0 or more.
  package static func exact(_ duration: Duration) -> String {
    let nanoseconds = nanoseconds(of: duration)
    let unit = unit(for: nanoseconds)
    return decimal(nanoseconds, unit: unit.nanoseconds, digits: mostDigits) + unit.typed
  }

  /// A short form to look at, such as `12.5 ms`, rounded to at most 3 digits after the point.
  package static func short(_ duration: Duration) -> String {
    let nanoseconds = nanoseconds(of: duration)
    let unit = unit(for: nanoseconds)
    let text = decimal(nanoseconds, unit: unit.nanoseconds, digits: 3)
    return "\(text) \(unit.shown)"
  }

  /// Seconds with exactly `digits` digits after the point and no unit, as the seed prints `0.30`.
  package static func seconds(_ duration: Duration, digits: Int) -> String {
    let places = max(0, min(mostDigits, digits))
    let text = decimal(nanoseconds(of: duration), unit: 1_000_000_000, digits: places)
    guard places > 0 else { return text }
    let parts = text.split(separator: ".")
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    return parts[0] + "." + fraction + String(repeating: "0", count: places - fraction.count)
  }

  /// Seconds in the fewest digits that say the same and no unit, such as `0.1`, as Python prints a
  /// float.
  package static func seconds(_ duration: Duration) -> String {
    let text = decimal(nanoseconds(of: duration), unit: 1_000_000_000, digits: mostDigits)
    return text.contains(".") ? text : text + ".0"
  }

  /// Whole nanoseconds, in `0...Int64.max`.
  private static func nanoseconds(of duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflow || carried ? .max : sum
  }

  private static func unit(
    for nanoseconds: Int64
  ) -> (typed: String, shown: String, nanoseconds: Int64) {
    // Zero is said in milliseconds, the unit in which these knobs are thought of.
    units.first { nanoseconds >= $0.nanoseconds } ?? units[1]
  }

  /// `nanoseconds ÷ unit`, rounded half up to `digits` digits after the point, without idle zeros.
  private static func decimal(_ nanoseconds: Int64, unit: Int64, digits: Int) -> String {
    var quantum = unit
    for _ in 0..<digits where quantum > 1 { quantum /= 10 }
    let (up, overflow) = nanoseconds.addingReportingOverflow(quantum / 2)
    let rounded = (overflow ? nanoseconds : up) / quantum * quantum
    let rest = rounded % unit
    guard rest > 0 else { return String(rounded / unit) }
    // The leading 1 keeps the zeros behind the point.
    var fraction = String(unit + rest).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return "\(rounded / unit).\(fraction)"
  }

  /// `number × unit` in whole nanoseconds, digits beyond them cut off.
  private static func nanoseconds(_ number: Substring, _ unit: Int64) -> Int64? {
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, number.contains(where: { $0 != "." }) else { return nil }
    let whole = parts[0].isEmpty ? 0 : Int64(parts[0])
    guard let whole else { return nil }
    var (total, overflow) = whole.multipliedReportingOverflow(by: unit)
    var place = unit
    for digit in parts.count == 2 ? parts[1] : "" {
      place /= 10
      let (sum, carried) = total.addingReportingOverflow(
        Int64(digit.wholeNumberValue ?? 0) * place
      )
      total = sum
      overflow = overflow || carried
    }
    return overflow ? nil : total
  }
}
