// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

/// Which rows of the Log view show which lines; the same for `view`, which draws them, and `update`,
/// which pages through them.
package struct LogPlan: Sendable, Hashable {
  /// The first row of lines.
  package var top: Int
  /// Rows of lines.
  package var rows: Int
  /// The heading; `nil` on a small screen.
  package var titleRow: Int?
  /// Where the text of a line begins.
  package var textX: Int
  /// Columns of the text; what does not fit goes on in the next row.
  package var width: Int
  private let look: Look

  /// Plans the rows of the model's screen.
  package init(_ model: Model) {
    let size = model.size
    let sizeClass = SizeClass(size)
    look = model.look
    titleRow = sizeClass > .small ? 2 : nil
    top = sizeClass > .small ? 3 : sizeClass == .small ? 1 : 0
    rows = max(0, size.rows - top - (sizeClass == .tiny ? 1 : 2))
    textX = sizeClass == .tiny ? 0 : size.columns < 60 ? 3 : 13
    width = max(1, size.columns - textX - (sizeClass == .tiny ? 0 : 1))
  }

  /// The text of a line in pieces of at most ``width`` columns, one or more.
  ///
  /// Broken at a blank of its second half where there is one, else where the row ends; blanks inside
  /// a piece stay as they were printed.
  package func pieces(of line: LogLine) -> [String] {
    var rest = Substring(look.isUTF8 ? line.text : ASCIIText.of(line.text))
    var pieces: [String] = []
    while TextWidth.columns(of: String(rest)) > width {
      let fitting = TextWidth.clipped(String(rest), to: width).unicodeScalars.count
      guard fitting > 0 else { break }
      let scalars = rest.unicodeScalars
      let end = scalars.index(scalars.startIndex, offsetBy: fitting)
      let middle = scalars.index(scalars.startIndex, offsetBy: fitting / 2)
      if let blank = rest[middle...end].lastIndex(of: " ") {
        pieces.append(String(rest[..<blank]))
        rest = rest[rest.index(after: blank)...]
      } else {
        pieces.append(String(rest[..<end]))
        rest = rest[end...]
      }
    }
    return pieces + [String(rest)]
  }

  /// How far up the log can be scrolled: as far as its first line stands in the first row.
  ///
  /// - Complexity: O(rows).
  package func furthest(_ log: LogBuffer) -> Int {
    var room = rows
    var fitting = 0
    for line in log.lines {
      room -= pieces(of: line).count
      guard room >= 0 else { break }
      fitting += 1
    }
    return log.lines.count - min(log.lines.count, max(1, fitting))
  }

  /// The lines that are shown, the first of them perhaps only in part.
  ///
  /// - Complexity: O(rows).
  package func window(_ log: LogBuffer) -> Range<Int> {
    let end = log.lines.count - min(log.offset, furthest(log))
    var start = end
    var room = rows
    while start > 0, room > 0 {
      start -= 1
      room -= pieces(of: log.lines[start]).count
    }
    return start..<end
  }
}
