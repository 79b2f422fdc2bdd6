// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

/// The `:` line above the footer, and over it what would complete it or what is wrong with it.
struct CommandLineView {
  let model: Model
  let context: CommandContext

  func draw(on canvas: inout Canvas) {
    guard let editor = model.line else { return }
    let y = canvas.rows - 2
    canvas.line(editor, x: 1, y: y)
    let hints = [
      FooterHint([.enter], "run", priority: 1),
      FooterHint([.tab], "complete", priority: 2),
      FooterHint([.up], label: "↑", asciiLabel: "Up", "history", priority: 3),
      FooterHint([.escape], "cancel", priority: 4),
      FooterHint([.control("u")], "clear", priority: 5),
    ]
    canvas.fill(x: 0, y: y + 1, width: canvas.columns)
    Footer(hints: hints, helpWord: nil).draw(on: &canvas, y: y + 1)
    var above = y
    if let error = model.lineError {
      above -= drawError(error, on: &canvas, above: y)
    }
    drawCandidates(editor, on: &canvas, above: above)
  }

  private func drawError(_ error: CommandError, on canvas: inout Canvas, above y: Int) -> Int {
    var text = error.message
    if let nearest = error.nearest { text += "  (try \(nearest))" }
    let lines = Paragraph.lines(canvas.shown(text), width: canvas.columns - 3, limit: 2)
    for (offset, line) in lines.enumerated() {
      let row = y - lines.count + offset
      canvas.fill(x: 0, y: row, width: canvas.columns)
      canvas.put(line, x: 2, y: row, .warning)
    }
    return lines.count
  }

  private func drawCandidates(_ editor: LineEditor, on canvas: inout Canvas, above y: Int) {
    let offered = editor.offered
    let candidates =
      offered?.candidates ?? Completion.candidates(for: editor.beforeCursor, context: context)
    let most = min(SizeClass(canvas.grid.size) == .small ? 3 : 8, max(0, y - 4))
    guard !candidates.isEmpty, most > 0 else { return }
    let chosen = offered?.chosen ?? -1
    let count = min(most, candidates.count)
    let first = min(max(0, chosen - count + 1), candidates.count - count)
    let top = y - count
    canvas.fill(x: 0, y: top - 1, width: canvas.columns, height: count + 1)
    let hidden = candidates.count - count
    canvas.rule(y: top - 1, title: "Completions", right: hidden > 0 ? "\(hidden) more: Tab" : "Tab")
    let wordWidth = min(
      canvas.columns / 2,
      2 + (candidates[first..<(first + count)].map { canvas.width($0.text) }.max() ?? 0)
    )
    for (offset, candidate) in candidates[first..<(first + count)].enumerated() {
      let row = top + offset
      canvas.clip(candidate.text, x: 2, y: row, .accent, width: wordWidth)
      canvas.clip(
        candidate.detail,
        x: 4 + wordWidth,
        y: row,
        .quiet,
        width: canvas.columns - 5 - wordWidth
      )
      if first + offset == chosen { canvas.reverse(x: 1, y: row, width: canvas.columns - 2) }
    }
  }
}

extension Canvas {
  /// Draws the `:` line over a whole row; one that is longer than the screen scrolls so that the
  /// cursor stays visible.
  mutating func line(_ editor: LineEditor, x: Int, y: Int) {
    fill(x: 0, y: y, width: columns)
    let start = x + put(":", x: x, y: y, .key)
    let before = width(editor.beforeCursor)
    let shift = max(0, before - (columns - start - x) + 1)
    put(editor.text, x: start - shift, y: y, from: start)
    reverse(x: start + before - shift, y: y, width: 1)
  }
}
