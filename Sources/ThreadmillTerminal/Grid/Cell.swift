// SPDX-License-Identifier: Apache-2.0

/// One character position of the screen.
package struct Cell: Sendable, Hashable {
  /// The base character; 0 in the right half of a wide character.
  package var base: UInt32
  /// One combining mark, or 0; further marks are dropped, they are not worth wider cells.
  package var mark: UInt32
  package var style: Style

  package init(_ base: Unicode.Scalar, mark: UInt32 = 0, style: Style = .plain) {
    self.base = base.value
    self.mark = mark
    self.style = style
  }

  package static let blank = Cell(" ")
  /// The right half of a wide character.
  package var isContinuation: Bool { base == 0 }
}
