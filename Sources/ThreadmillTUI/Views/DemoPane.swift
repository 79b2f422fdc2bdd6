// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// What there is to say about a demo: its lesson, its knobs, what people believe, its last result.
struct DemoPane {
  let demo: DemoInfo
  let model: Model
  let keys: KeyLabels

  func draw(on canvas: inout Canvas, x: Int, y start: Int, width: Int, bottom: Int) {
    guard width > 8 else { return }
    let isRoomy = bottom - start >= 20
    var y = start + (isRoomy ? 1 : 0)
    y += canvas.paragraph(demo.lesson, x: x, y: y, width: width, limit: max(0, bottom - y)) + 1
    y = drawKnobs(on: &canvas, x: x, y: y, width: width, bottom: bottom) + 1
    if y < bottom {
      drawHint(on: &canvas, x: x, y: y, width: width)
      y += 2
    }
    y = drawLast(on: &canvas, x: x, y: y, width: width, bottom: bottom)
    drawBeliefs(on: &canvas, x: x, y: y, width: width, bottom: bottom)
  }

  // MARK: - Private

  private func drawKnobs(on canvas: inout Canvas, x: Int, y start: Int, width: Int, bottom: Int)
    -> Int
  {
    let settings = model.settings(of: demo)
    let names = demo.knobs.map { canvas.width($0.name) }.max() ?? 0
    let texts = demo.knobs.map { knob in
      settings[knob.name].map { canvas.shown(knob.text($0)) } ?? ""
    }
    let values = max(6, texts.map { canvas.width($0) }.max() ?? 0)
    let ranges = min(14, demo.knobs.map { canvas.width(Self.range(of: $0)) }.max() ?? 0)
    var y = start
    for (knob, text) in zip(demo.knobs, texts) where y < bottom {
      let isHere = knob.name == keys.context.selectedKnob
      canvas.put(knob.name, x: x + 1, y: y, isHere ? .title : .text)
      let valueX = x + 1 + names + 2
      if isHere { canvas.put(.less, x: valueX, y: y, .key) }
      canvas.put(text, x: valueX + 2, y: y, .title)
      if isHere { canvas.put(.more, x: valueX + 3 + values, y: y, .key) }
      let rangeX = valueX + values + 5
      canvas.clip(
        Self.range(of: knob),
        x: rangeX,
        y: y,
        .quiet,
        width: min(ranges, x + width - rangeX)
      )
      let keyX = rangeX + ranges + 1
      if keyX + 3 <= x + width { canvas.put(label(of: knob), x: keyX, y: y, .key) }
      let word = knob.timing.rawValue
      if keyX + 4 + word.utf8.count <= x + width {
        canvas.put(word, x: keyX + 4, y: y, .quiet)
      }
      y += 1
    }
    return y
  }

  /// The range in so few columns that keys find room beside it.
  private static func range(of knob: Knob) -> String {
    switch knob.kind {
    case .int(let range, unlimited: true): "\(range.lowerBound)...∞"
    case .choice(let words) where words.count > 3 && words.allSatisfy({ Double($0) != nil }):
      "\(words[0]) to \(words[words.count - 1])"
    case .choice(let words) where words.count > 3: "one of \(words.count)"
    default: knob.rangeText
    }
  }

  /// The keys that turn a knob: those of its role, or the arrows once it is chosen.
  private func label(of knob: Knob) -> String {
    let more = keys.key(for: "set \(knob.name) +1")
    let less = keys.key(for: "set \(knob.name) -1")
    guard let more, let less else { return "Tab" }
    return knob.role == .workers ? "\(more) \(less)" : "\(less) \(more)"
  }

  private func drawHint(on canvas: inout Canvas, x: Int, y: Int, width: Int) {
    let start = keys.key(for: "run \(demo.id)") != nil
    let opening = start ? [("Enter", " runs it")] : [("Enter", " shows it")]
    let rest = [("+ −", " workers"), ("< >", " size"), ("?", " help")]
    var column = x
    for (index, (key, text)) in (opening + rest).enumerated() {
      // In ASCII a dash between keys would look like one of them.
      let separator = index == 0 ? "" : canvas.look.isUTF8 ? " · " : "  "
      let length = canvas.width(separator) + canvas.width(key) + text.utf8.count
      guard column + length <= x + width else { return }
      column += canvas.put(separator, x: column, y: y, .quiet)
      column += canvas.put(key, x: column, y: y, .key)
      column += canvas.put(text, x: column, y: y)
    }
  }

  private func drawLast(on canvas: inout Canvas, x: Int, y: Int, width: Int, bottom: Int) -> Int {
    guard y < bottom, let last = model.results[demo.id] else { return y }
    var column = x + canvas.put("Last run  ", x: x, y: y, .quiet)
    let check = CardText.check(last.check)
    column += canvas.put(check.text, x: column, y: y, check.role, width: x + width - column) + 2
    if let time = last.makespan {
      column += canvas.put(Numbers.time(time), x: column, y: y, width: x + width - column) + 2
    }
    let rounds = last.rounds == 1 ? "1 round" : "\(last.rounds) rounds"
    canvas.put(rounds, x: column, y: y, .quiet, width: max(0, x + width - column))
    guard let line = last.resultLine, y + 1 < bottom else { return y + 2 }
    canvas.clip(line, x: x, y: y + 1, width: width)
    return y + 3
  }

  private func drawBeliefs(on canvas: inout Canvas, x: Int, y start: Int, width: Int, bottom: Int) {
    var y = start
    for pair in demo.misconceptions {
      let belief = Paragraph.lines(canvas.shown("“\(pair.belief)”"), width: width - 2)
      let truth = Paragraph.lines(canvas.shown(pair.truth), width: width - 2)
      guard y + belief.count + truth.count <= bottom else { return }
      canvas.put(.failed, x: x, y: y, .cancelled)
      for line in belief {
        canvas.put(line, x: x + 2, y: y, .quiet)
        y += 1
      }
      canvas.put(.done, x: x, y: y, .done)
      for line in truth {
        canvas.put(line, x: x + 2, y: y)
        y += 1
      }
      if bottom - start > 12 { y += 1 }
    }
  }
}
