// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

extension Canvas {
  /// Cells of the bar in a micro lane.
  private static let microBar = 4

  /// Draws a worker, or a group of them, in one cell of a heat map.
  package mutating func heat(_ mark: LaneMark, x: Int, y: Int, isSelected: Bool = false) {
    let scalar = HeatScale.scalar(mark, isUTF8: look.isUTF8)
    let style = style(mark.isHeld ? .idle : mark.kind.role)
    // Inside out a full block would be a blank.
    let shown = isSelected && scalar == "█" ? "▇" : scalar
    set(shown, x: x, y: y, isSelected ? style.reversed : style)
  }

  /// Draws a worker with its number, the sign of its state and a short bar.
  package mutating func micro(
    _ mark: LaneMark,
    number: Int,
    numberWidth: Int,
    x: Int,
    y: Int,
    isSelected: Bool
  ) {
    if isSelected { put(.cursor, x: x, y: y, .key) }
    putRight(String(number), end: x + 1 + numberWidth, y: y, isSelected ? .title : .quiet, start: x)
    let role: Role = mark.isHeld ? .idle : mark.kind.role
    put(mark.isHeld ? .held : mark.kind.glyph, x: x + numberWidth + 2, y: y, role)
    guard mark.kind.isBusy else { return }
    let barX = x + numberWidth + 4
    if look.isUTF8 {
      bar(Bar(mark.share, role), x: barX, y: y, width: Self.microBar)
    } else {
      asciiMicroBar(mark.share, role, x: barX, y: y)
    }
  }

  /// Without brackets, which would take half of it: `==-.`, in halves of a cell.
  private mutating func asciiMicroBar(_ share: Double?, _ role: Role, x: Int, y: Int) {
    let known = share.map { $0.isFinite ? min(max($0, 0), 1) : 0 } ?? 0
    let halves = Int(known * Double(2 * Self.microBar) + 1e-9)
    fill(x: x, y: y, width: Self.microBar, .quiet, scalar: ".")
    fill(x: x, y: y, width: halves / 2, role, scalar: "=")
    if halves % 2 == 1 { set("-", x: x + halves / 2, y: y, style(role)) }
  }
}
