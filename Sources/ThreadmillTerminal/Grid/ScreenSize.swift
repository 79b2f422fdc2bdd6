// SPDX-License-Identifier: Apache-2.0

/// The size of a screen in cells; both are 1 or more.
package struct ScreenSize: Sendable, Hashable {
  /// Its width.
  package var columns: Int
  /// Its height.
  package var rows: Int

  /// Makes a size; what is below 1 becomes 1.
  package init(columns: Int, rows: Int) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
  }
}
