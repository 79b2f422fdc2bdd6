// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

/// The last row: what can be pressed now, most important first, cut between hints.
///
/// Help stands at the right end and never leaves the screen.
struct Footer {
  let hints: [FooterHint]

  func draw(on canvas: inout Canvas, y: Int) {
    let end = canvas.columns
    let help = "? Help"
    let helpX: Int
    switch end {
    case 8...: helpX = end - help.utf8.count - 1
    default: helpX = max(0, end - 1)
    }
    canvas.put("?", x: helpX, y: y, .key)
    if end >= 8 { canvas.put("Help", x: helpX + 2, y: y) }
    var x = 1
    for hint in hints where hint.keys != [.character("?")] {
      let label = canvas.look.isUTF8 ? hint.label : hint.asciiLabel
      var length = canvas.width(label) + 1 + canvas.width(hint.text)
      // Where words do not fit at all, the keys alone still say that they work.
      let isBare = end < 40 && x + length + 2 > helpX
      if isBare { length = canvas.width(label) }
      guard x + length + (isBare ? 1 : 2) <= helpX else { break }
      canvas.put(label, x: x, y: y, .key)
      if !isBare { canvas.put(hint.text, x: x + canvas.width(label) + 1, y: y) }
      x += length + 2
    }
  }
}
