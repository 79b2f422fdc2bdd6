// SPDX-License-Identifier: Apache-2.0

/// ncurses' numbered colour pairs: one per foreground, made when first used.
///
/// The background is always the terminal's own, so that light, dark and transparent terminals
/// all look as their owner wants them.
struct ColorPairs {
  /// How many colours there really are.
  let depth: ColorDepth
  private var isMade = [Bool](repeating: false, count: 257)

  /// Starts colours, at most as many as wanted; call once per terminal, when ncurses has begun.
  init(wanted: ColorDepth) {
    guard wanted != .mono, Curses.startColors() else {
      depth = .mono
      return
    }
    let available = ColorDepth.allCases.last { $0.rawValue <= Curses.colorCount }
    depth = min(wanted, available ?? .mono)
  }

  /// The pair for a foreground; 0, the terminal's own colours, if it cannot be shown.
  mutating func pair(for color: UInt8?) -> Int {
    guard let color, depth != .mono, let shown = nearest(color) else { return 0 }
    let pair = Int(shown) + 1
    if !isMade[pair] {
      guard pair < Curses.pairCount, Curses.definePair(pair, foreground: Int(shown)) else {
        return 0
      }
      isMade[pair] = true
    }
    return pair
  }

  /// Bright colours have dark twins; of the 256 only views that know the depth make use.
  private func nearest(_ color: UInt8) -> UInt8? {
    if Int(color) < depth.rawValue { return color }
    return color < 16 ? color % 8 : nil
  }
}
