// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// All knobs of a demo in one row, the chosen one in reverse video.
struct KnobStrip {
  let demo: DemoInfo
  let settings: KnobSettings
  let selected: String?

  func draw(on canvas: inout Canvas, x start: Int, y: Int, width: Int) {
    var x = start
    let gap = width >= 98 ? 4 : width >= 76 ? 3 : 2
    for knob in demo.knobs {
      guard let value = settings[knob.name] else { continue }
      let text = canvas.shown(knob.text(value))
      let nameWidth = canvas.width(knob.name)
      let length = nameWidth + 1 + canvas.width(text)
      guard x + length <= start + width else { return }
      let isHere = knob.name == selected
      canvas.put(knob.name, x: x, y: y, isHere ? .text : .quiet)
      canvas.put(text, x: x + nameWidth + 1, y: y, .title)
      if isHere { canvas.reverse(x: x, y: y, width: length) }
      x += length + gap
    }
  }
}
