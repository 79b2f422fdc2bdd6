// SPDX-License-Identifier: Apache-2.0

/// The characters of a heat map: for each state a sign of its own, and for those that have a bar
/// elsewhere one sign per level, so that no state is told by its colour alone.
package enum HeatScale {
  /// The sign of a mark.
  package static func scalar(_ mark: LaneMark, isUTF8: Bool) -> Unicode.Scalar {
    guard let levels = levels(mark.kind, isUTF8: isUTF8), let share = mark.share else {
      return sign(mark.kind, isUTF8: isUTF8)
    }
    guard share.isFinite else { return levels[0] }
    // Cut and not rounded, like the bars; the last level is the last part of the way.
    let level = Int(min(max(share, 0), 1) * Double(levels.count) + 1e-9)
    return levels[min(level, levels.count - 1)]
  }

  /// What stands for a state in the legend.
  package static func sample(_ kind: LaneMark.Kind, isUTF8: Bool) -> String {
    guard let levels = levels(kind, isUTF8: isUTF8) else {
      return String(Character(sign(kind, isUTF8: isUTF8)))
    }
    if kind == .running, !isUTF8 { return "r0-9" }
    var shown = isUTF8 ? [levels[0], levels[3], levels[levels.count - 1]] : levels
    // A computation may not say how far it is, a wait always does.
    if kind == .running { shown.insert(sign(kind, isUTF8: isUTF8), at: 0) }
    return String(String.UnicodeScalarView(shown))
  }

  /// The levels of a state that has a share, from little to much.
  private static func levels(_ kind: LaneMark.Kind, isUTF8: Bool) -> [Unicode.Scalar]? {
    switch kind {
    case .waiting: isUTF8 ? heights : ramp
    case .running: isUTF8 ? widths : digits
    default: nil
    }
  }

  // The lowest is a byte instead of three and looks the same: a twelfth less for a slow line when a
  // thousand cells change in every frame.
  private static let heights: [Unicode.Scalar] = ["_", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  // Without the full block, which means a wait. All fonts that have one of these rows have both;
  // Braille dots, which would rise too, are missing from many.
  private static let widths: [Unicode.Scalar] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let digits: [Unicode.Scalar] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
  private static let ramp: [Unicode.Scalar] = [".", ":", "-", "=", "+", "*", "#", "%", "@"]

  /// A state without a share: the sign that it has in a lane, or a letter.
  ///
  /// In ASCII the signs of lanes are levels here. Calm states have small letters.
  private static func sign(_ kind: LaneMark.Kind, isUTF8: Bool) -> Unicode.Scalar {
    switch kind {
    case .running: isUTF8 ? "▒" : "r"
    case .waiting: isUTF8 ? "~" : "w"
    case .idle: isUTF8 ? "·" : "i"
    case .starting: isUTF8 ? "∘" : "s"
    case .finished: isUTF8 ? "✓" : "d"
    case .cancelled: isUTF8 ? "×" : "C"
    case .blocked: isUTF8 ? "⊘" : "B"
    case .lost: isUTF8 ? "!" : "L"
    case .failed: isUTF8 ? "✗" : "F"
    }
  }
}
