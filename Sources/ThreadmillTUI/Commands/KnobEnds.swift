// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos

/// What is said of a knob at the end of its range.
package enum KnobEnds {
  /// `most`, `fewest`, `largest`, `fastest` …; `nil` inside the range, and where there is no end.
  package static func name(of value: KnobValue?, for knob: Knob) -> String? {
    guard let value, value != .unlimited else { return nil }
    if case .bool = knob.kind { return nil }
    let words = words(of: knob)
    if knob.stepped(value, .more(1)) == value { return words.top }
    return knob.stepped(value, .fewer(1)) == value ? words.bottom : nil
  }

  /// What is said behind a turn that ends there, such as `, the most`; empty anywhere else.
  package static func suffix(of value: KnobValue?, for knob: Knob) -> String {
    // The last of several words is no end that anybody aims for.
    if case .choice = knob.kind, knob.role != .speed { return "" }
    return name(of: value, for: knob).map { ", the \($0)" } ?? ""
  }

  /// Why a step does not move a knob, such as `speed is at its fastest, 10`.
  static func refusal(of step: String, _ knob: Knob, at value: KnobValue) -> String {
    let now = knob.text(value)
    if value == .unlimited { return "\(knob.name) has no limit already" }
    guard let end = name(of: value, for: knob) else {
      return "\(knob.name) stays at \(now) with \(CommandParser.show(step))"
    }
    return "\(knob.name) is at its \(end), \(now)"
  }

  private static func words(of knob: Knob) -> (bottom: String, top: String) {
    if knob.role == .speed { return ("slowest", "fastest") }
    return switch knob.kind {
    case .int: ("fewest", "most")
    case .duration: ("smallest", "largest")
    case .choice, .bool: ("first", "last")
    }
  }
}
