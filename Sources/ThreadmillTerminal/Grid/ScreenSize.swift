// SPDX-License-Identifier: Apache-2.0

/// The size of a screen in cells; both are 1 or more.
package struct ScreenSize: Sendable, Hashable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
  }
}
