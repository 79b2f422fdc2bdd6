// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

/// Breaks text into lines.
package enum Paragraph {
  /// Breaks at blanks so that no line is wider than `width`; longer words are cut.
  ///
  /// - Returns: the lines, at most `limit` of them; if there were more, the last ends in an ellipsis.
  package static func lines(_ text: String, width: Int, limit: Int = .max) -> [String] {
    guard width > 0, limit > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(separator: " ") {
      var piece = String(word)
      var columns = TextWidth.columns(of: piece)
      if used > 0 && used + 1 + columns > width {
        lines.append(line)
        line = ""
        used = 0
      }
      while columns > width {
        let head = TextWidth.clipped(piece, to: width)
        guard !head.isEmpty else { break }
        lines.append(head)
        piece = String(piece.unicodeScalars.dropFirst(head.unicodeScalars.count))
        columns = TextWidth.columns(of: piece)
      }
      line += used > 0 ? " " + piece : piece
      used += (used > 0 ? 1 : 0) + columns
    }
    if used > 0 { lines.append(line) }
    guard lines.count > limit else { return lines }
    let last = TextWidth.clipped(lines[limit - 1] + " ", to: max(0, width - 1)) + "…"
    return lines[..<(limit - 1)] + [last]
  }
}

extension Canvas {
  /// Writes a paragraph of at most `limit` lines.
  ///
  /// - Returns: the number of lines written.
  @discardableResult
  package mutating func paragraph(
    _ text: String,
    x: Int,
    y: Int,
    width: Int,
    limit: Int = .max,
    _ role: Role = .text
  ) -> Int {
    let lines = Paragraph.lines(shown(text), width: width, limit: limit)
    for (row, line) in lines.enumerated() { put(line, x: x, y: y + row, role, width: width) }
    return lines.count
  }
}
