// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

/// The last row: what can be pressed now, most important first, cut between hints.
///
/// Help stands at the right end and never leaves the screen, except where `?` is a letter.
struct Footer {
  let hints: [FooterHint]
  /// What `?` does, in a word; `nil` where it is a letter like any other.
  var helpWord: String? = "Help"

  func draw(on canvas: inout Canvas, y: Int) {
    let end = canvas.columns
    var helpX = end
    if let word = helpWord {
      let isBare = end < word.utf8.count + 4
      helpX = max(0, end - (isBare ? 1 : word.utf8.count + 3))
      canvas.put("?", x: helpX, y: y, .key)
      if !isBare { canvas.put(word, x: helpX + 2, y: y) }
    }
    var x = 1
    for hint in hints where hint.keys != [.character("?")] {
      let label = canvas.look.isUTF8 ? hint.label : hint.asciiLabel
      var length = canvas.width(label) + 1 + canvas.width(hint.text)
      // Where words do not fit at all, the keys alone still say that they work.
      let isBare = end < 40 && x + length + 2 > helpX
      if isBare { length = canvas.width(label) }
      guard x + length + 1 <= helpX else { break }
      canvas.put(label, x: x, y: y, .key)
      if !isBare { canvas.put(hint.text, x: x + canvas.width(label) + 1, y: y) }
      x += length + 2
    }
  }
}

extension Footer {
  /// The footer of what is shown: the view's keys, or those of the help over it.
  init(model: Model, _ context: CommandContext) {
    if model.help != nil {
      self.init(hints: HelpView.hints, helpWord: "Close")
    } else {
      self.init(hints: CommandRegistry.hints(context))
    }
  }
}
