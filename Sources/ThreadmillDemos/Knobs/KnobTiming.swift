// SPDX-License-Identifier: Apache-2.0

/// When a knob that is turned during a run begins to act.
package enum KnobTiming: String, Sendable, Hashable, CaseIterable {
  /// At once.
  case live
  /// When the next round begins: a round shows one thing from its beginning to its end.
  case nextRound = "next round"
  /// In the next run.
  case nextRun = "next run"

  /// What is said beside a turn that does not act at once.
  ///
  /// - Parameter run: of the knob's demo, as it stands; without one every turn is for the next run.
  /// - Returns: `next round` or `next run`; `nil` for a turn that acts at once.
  package func delay(in run: RunSnapshot?) -> String? {
    guard let run else { return Self.nextRun.rawValue }
    return switch self {
    case .live: nil
    case .nextRound: run.isLastRound ? Self.nextRun.rawValue : rawValue
    case .nextRun: rawValue
    }
  }
}
