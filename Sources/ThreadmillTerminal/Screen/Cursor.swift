// SPDX-License-Identifier: Apache-2.0

/// Where the terminal's own cursor stands while a person types a line.
package struct Cursor: Sendable, Hashable {
  package var x: Int
  package var y: Int

  package init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}
