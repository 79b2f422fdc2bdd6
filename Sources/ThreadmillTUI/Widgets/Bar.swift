// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

/// A horizontal bar in eighths of a column, or `[===>..]` where only ASCII can be shown.
package struct Bar: Sendable, Hashable {
  /// The filled share, in `0...1`; `nil` draws an empty trough.
  package var fraction: Double?
  /// How the filled part looks.
  package var role: Role
  /// A thin line at this share, in `0...1`.
  package var mark: Double?

  /// Creates a bar.
  package init(_ fraction: Double?, _ role: Role, mark: Double? = nil) {
    self.fraction = fraction
    self.role = role
    self.mark = mark
  }
}

extension Canvas {
  /// Draws a bar of so many columns.
  package mutating func bar(_ bar: Bar, x: Int, y: Int, width: Int) {
    guard width > 0 else { return }
    if look.isUTF8 {
      blockBar(bar, x: x, y: y, width: width)
    } else {
      asciiBar(bar, x: x, y: y, width: width)
    }
  }

  private mutating func blockBar(_ bar: Bar, x: Int, y: Int, width: Int) {
    let eighths = Self.steps(bar.fraction, width * 8)
    let full = eighths / 8
    let rest = eighths % 8
    fill(x: x, y: y, width: full, bar.role, scalar: "█")
    fill(x: x + full, y: y, width: width - full, .quiet, scalar: "·")
    if rest > 0, let part = Unicode.Scalar(0x2590 - UInt32(rest)) {
      set(part, x: x + full, y: y, style(bar.role))
    }
    if let mark = bar.mark {
      let column = x + min(width - 1, Self.steps(mark, width))
      // On the filled part the line is cut out of the bar, beside it it is drawn.
      let inside = column < x + full
      set("▏", x: column, y: y, inside ? style(bar.role).reversed : style(.flash))
    }
  }

  private mutating func asciiBar(_ bar: Bar, x: Int, y: Int, width: Int) {
    guard width > 2 else {
      fill(x: x, y: y, width: Self.steps(bar.fraction, width), bar.role, scalar: "=")
      return
    }
    let room = width - 2
    let full = Self.steps(bar.fraction, room)
    set("[", x: x, y: y, style(.quiet))
    set("]", x: x + width - 1, y: y, style(.quiet))
    fill(x: x + 1, y: y, width: full, bar.role, scalar: "=")
    fill(x: x + 1 + full, y: y, width: room - full, .quiet, scalar: ".")
    if full > 0 && full < room { set(">", x: x + full, y: y, style(bar.role)) }
    if let mark = bar.mark {
      set("|", x: x + 1 + min(room - 1, Self.steps(mark, room)), y: y, style(.flash))
    }
  }

  private static func steps(_ share: Double?, _ count: Int) -> Int {
    guard let share, share.isFinite else { return 0 }
    return min(count, max(0, Int(share * Double(count) + 1e-9)))
  }
}
