// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// The knobs of a demo in one row, the chosen one in reverse video; where there is no room for all,
/// those around it.
///
/// A value that does not act yet stands behind the one that does.
struct KnobStrip {
  let demo: DemoInfo
  let settings: KnobSettings
  /// What acts in the run that goes on; `nil` where none does.
  var acting: KnobSettings?
  let selected: String?

  private struct Item {
    let name: String
    let text: String
    let nameWidth: Int
    let width: Int
  }

  func draw(on canvas: inout Canvas, x start: Int, y: Int, width: Int) {
    let gap = width >= 98 ? 4 : width >= 76 ? 3 : 2
    let items = demo.knobs.compactMap { knob -> Item? in
      guard let value = settings[knob.name] else { return nil }
      let isPending = knob.timing != .live && (acting?[knob.name] ?? value) != value
      let now = isPending ? acting?[knob.name].map { knob.text($0) + "→" } : nil
      let text = canvas.shown((now ?? "") + knob.text(value))
      let nameWidth = canvas.width(knob.name)
      let width = nameWidth + 1 + canvas.width(text)
      return Item(name: knob.name, text: text, nameWidth: nameWidth, width: width)
    }
    let shown = range(of: items, gap: gap, width: width)
    var x = start
    if shown.lowerBound > 0 {
      canvas.put(.less, x: x, y: y, .quiet)
      x += 2
    }
    for item in items[shown] {
      let isHere = item.name == selected
      canvas.put(item.name, x: x, y: y, isHere ? .text : .quiet)
      canvas.put(item.text, x: x + item.nameWidth + 1, y: y, .title)
      if isHere { canvas.reverse(x: x, y: y, width: item.width) }
      x += item.width + gap
    }
    if shown.upperBound < items.count {
      canvas.put(.more, x: x - gap + 1, y: y, .quiet)
    }
  }

  /// Which of them there is room for, with the marks that say that there are more.
  private func range(of items: [Item], gap: Int, width: Int) -> Range<Int> {
    func fits(_ range: Range<Int>) -> Bool {
      let marks = (range.lowerBound > 0 ? 2 : 0) + (range.upperBound < items.count ? 2 : 0)
      return items[range].reduce(marks - gap) { $0 + $1.width + gap } <= width
    }
    let chosen = items.firstIndex { $0.name == selected } ?? 0
    var first = 0
    while first < chosen, !fits(first..<chosen + 1) { first += 1 }
    var end = first
    while end < items.count, fits(first..<end + 1) { end += 1 }
    return first..<end
  }
}
