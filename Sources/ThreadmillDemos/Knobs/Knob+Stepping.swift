// SPDX-License-Identifier: Apache-2.0

extension Knob {
  /// The value that `step` leads to from `value`, clamped to the range.
  ///
  /// A notch is 1 for whole numbers, the next of 1, 2, 5, 10, 20 … for durations and for the knob of
  /// the role `size`, the next word of a choice, and the other value for `on` and `off`. `∞` lies above the largest whole number; one
  /// notch down from it leads to 10, since nobody counts down from a million.
  package func stepped(_ value: KnobValue, _ step: KnobStep) -> KnobValue {
    switch (kind, value) {
    case (.int(let range, _), .int(let number)) where role == .size:
      .int(steppedSize(number, step, in: range))
    case (.int(let range, let unlimited), .int(let number)):
      stepped(number, step, in: range, unlimited: unlimited)
    case (.int(let range, _), .unlimited):
      step.isUp ? .unlimited : .int(min(max(10, range.lowerBound), range.upperBound))
    case (.duration(let range), .duration(let duration)):
      .duration(stepped(duration, step, in: range))
    case (.choice(let words), .choice(let word)):
      .choice(stepped(word, step, in: words))
    case (.bool, .bool(let isOn)):
      step.notches.isMultiple(of: 2) ? value : .bool(!isOn)
    default:
      value
    }
  }

  private func stepped(
    _ number: Int,
    _ step: KnobStep,
    in range: ClosedRange<Int>,
    unlimited: Bool
  ) -> KnobValue {
    if unlimited, step.isUp, number == range.upperBound { return .unlimited }
    let (result, overflow) =
      switch step {
      case .more(let count): number.addingReportingOverflow(count)
      case .fewer(let count): number.subtractingReportingOverflow(count)
      case .times(let factor): number.multipliedReportingOverflow(by: factor)
      case .over(let divisor): (number / max(1, divisor), false)
      }
    let bound = step.isUp ? range.upperBound : range.lowerBound
    return .int(overflow ? bound : min(max(result, range.lowerBound), range.upperBound))
  }

  /// A size has a wide range: it goes by the notches of durations, of as many nanoseconds.
  private func steppedSize(_ number: Int, _ step: KnobStep, in range: ClosedRange<Int>) -> Int {
    let bounds = Duration.nanoseconds(range.lowerBound) ... .nanoseconds(range.upperBound)
    let result = stepped(.nanoseconds(number), step, in: bounds)
    return Int(result / .nanoseconds(1))
  }

  private func stepped(
    _ duration: Duration,
    _ step: KnobStep,
    in range: ClosedRange<Duration>
  ) -> Duration {
    var result = duration
    switch step {
    case .more(let count):
      for _ in 0..<min(max(0, count), Self.notchLimit) { result = Self.notchAbove(result) }
    case .fewer(let count):
      for _ in 0..<min(max(0, count), Self.notchLimit) { result = Self.notchBelow(result) }
    case .times(let factor):
      // A day is beyond every range here, and a thousand days still far from overflowing.
      result = min(result, .seconds(86_400)) * min(max(1, factor), 1000)
    case .over(let divisor):
      result = .nanoseconds(Int64(result / .nanoseconds(1)) / Int64(max(1, divisor)))
    }
    return min(max(result, range.lowerBound), range.upperBound)
  }

  private func stepped(_ word: String, _ step: KnobStep, in words: [String]) -> String {
    guard let index = words.firstIndex(of: word) else { return word }
    let count = min(max(0, step.notches), words.count)
    return words[min(max(0, index + (step.isUp ? count : -count)), words.count - 1)]
  }

  /// More notches than any range of durations has.
  private static let notchLimit = 64

  /// 1, 2, 5, 10, 20, 50 … nanoseconds.
  private static let notches: [Duration] = (0...11).flatMap { power in
    let decade = (0..<power).reduce(Int64(1)) { value, _ in value * 10 }
    return [1, 2, 5].map { Duration.nanoseconds(decade * $0) }
  }

  private static func notchAbove(_ duration: Duration) -> Duration {
    notches.first { $0 > duration } ?? duration
  }

  private static func notchBelow(_ duration: Duration) -> Duration {
    notches.last { $0 < duration } ?? duration
  }
}

extension KnobStep {
  /// Whether it leads to larger values.
  fileprivate var isUp: Bool {
    switch self {
    case .more, .times: true
    case .fewer, .over: false
    }
  }

  /// Notches that it moves a value that cannot be multiplied.
  fileprivate var notches: Int {
    switch self {
    case .more(let count), .fewer(let count): count
    case .times, .over: 1
    }
  }
}
