// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

/// Which rows of the Log view show lines.
package struct LogPlan: Sendable, Hashable {
  /// The first row of lines.
  package var top: Int
  /// Rows of lines.
  package var rows: Int
  /// The heading; `nil` on a small screen.
  package var titleRow: Int?

  /// Plans the rows of the model's screen.
  package init(_ model: Model) {
    self.init(columns: model.size.columns, rows: model.size.rows)
  }

  init(columns: Int, rows height: Int) {
    let isSmall = SizeClass(.init(columns: columns, rows: height)) <= .small
    titleRow = isSmall ? nil : 2
    top = isSmall ? 1 : 3
    rows = max(0, height - 2 - top)
  }
}
