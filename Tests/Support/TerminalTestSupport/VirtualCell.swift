// SPDX-License-Identifier: Apache-2.0
import CVTerm
package import ThreadmillTerminal

/// One cell as a terminal shows it.
package struct VirtualCell: Sendable, Hashable, CustomStringConvertible {
  /// The character; 0 in the right half of a wide one.
  package var base: UInt32
  package var mark: UInt32
  package var isBold: Bool
  package var isReverse: Bool
  package var isUnderlined: Bool
  /// The palette index, or `nil` for the terminal's own.
  package var color: UInt8?
  package var hasOwnBackground: Bool

  init(_ cell: tv_cell) {
    base = cell.base == 0 ? 0x20 : cell.base == .max ? 0 : cell.base
    mark = cell.mark
    isBold = cell.bold != 0
    isReverse = cell.reverse != 0
    isUnderlined = cell.underline != 0
    color = UInt8(exactly: cell.color)
    hasOwnBackground = cell.background != -1
  }

  /// What a screen of that kind should show for a cell of the model.
  package init(expecting cell: Cell, isUTF8: Bool, depth: ColorDepth) {
    let isShown = isUTF8 || cell.base < 0x7F
    base = isShown ? cell.base : 0x3F
    mark = isUTF8 ? cell.mark : 0
    if cell.isContinuation && !isUTF8 { base = 0x20 }
    isBold = cell.style.isBold
    isReverse = cell.style.isReverse
    isUnderlined = cell.style.isUnderlined
    color = depth == .mono ? nil : cell.style.color
    hasOwnBackground = false
  }

  /// Whether both look the same: of a blank without reverse or underline, colour and weight do not show.
  package func looks(like other: VirtualCell) -> Bool {
    if base == 0 && other.base == 0 { return true }
    var (left, right) = (self, other)
    if base == 0x20 && !isReverse && !isUnderlined {
      (left.color, right.color) = (nil, nil)
      (left.isBold, right.isBold) = (false, false)
    }
    return left == right
  }

  package var description: String {
    let text = base == 0 ? "(half)" : Unicode.Scalar(base).map { String(Character($0)) } ?? "?"
    let look = [(isBold, "bold"), (isReverse, "reverse"), (isUnderlined, "underline")]
      .filter(\.0).map(\.1)
    return "\"\(text)\"+\(mark) \(look) color \(color.map(String.init) ?? "own")"
  }
}
