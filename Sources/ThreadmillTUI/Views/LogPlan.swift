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
  ///
  /// - Complexity: O(characters), a few of them twice.
  package func pieces(of line: LogLine) -> [String] {
    let text = look.isUTF8 ? line.text : ASCIIText.of(line.text)
    guard text.utf8.count > width else { return [text] }
    let scalars = text.unicodeScalars
    var pieces: [String] = []
    var start = scalars.startIndex
    var here = start
    var blank: String.Index?
    var used = 0
    while here < scalars.endIndex {
      let columns = TextWidth.columns(of: scalars[here])
      guard used + columns > width, here > start else {
        if scalars[here] == " ", used >= width / 2 { blank = here }
        used += columns
        here = scalars.index(after: here)
        continue
      }
      let end = scalars[here] == " " ? here : blank ?? here
      pieces.append(String(scalars[start..<end]))
      start = scalars[end] == " " ? scalars.index(after: end) : end
      (here, used, blank) = (start, 0, nil)
    }
    return start < scalars.endIndex ? pieces + [String(scalars[start...])] : pieces
  }

  /// How far up the log can be scrolled: as far as its first line stands in the first row.
  ///
  /// - Complexity: O(characters of the lines that fit).
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
  /// - Complexity: O(characters of the lines that fit).
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
