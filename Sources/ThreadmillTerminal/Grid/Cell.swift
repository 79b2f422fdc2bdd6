// SPDX-License-Identifier: Apache-2.0

/// One character position of the screen.
package struct Cell: Sendable, Hashable {
  /// The base character; 0 in the right half of a wide character.
  package var base: UInt32
  /// One combining mark, or 0; further marks are dropped, they are not worth wider cells.
  package var mark: UInt32
  /// How it looks.
  package var style: Style

  /// Makes a cell that shows a character, with a combining mark (0: none).
  package init(_ base: Unicode.Scalar, mark: UInt32 = 0, style: Style = .plain) {
    self.base = base.value
    self.mark = mark
    self.style = style
  }

  /// A space in the terminal's own colours.
  package static let blank = Cell(" ")
  /// The right half of a wide character.
  package var isContinuation: Bool { base == 0 }
}
