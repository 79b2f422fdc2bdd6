// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos

/// The catalogue as lines of text.
package enum CatalogueText {
  /// A numbered menu: one line per demo, its knobs and their ranges below.
  package static func lines(_ demos: [DemoInfo]) -> [String] {
    let width = demos.map(\.id.count).max() ?? 0
    var group: String?
    return demos.enumerated().flatMap { index, info -> [String] in
      let heading = info.group == group ? [] : [info.group]
      group = info.group
      let number = String(repeating: " ", count: index + 1 < 10 ? 1 : 0) + String(index + 1)
      let gap = String(repeating: " ", count: width - info.id.count + 2)
      let line = " \(number)  \(info.id)\(gap)\(info.lesson)"
      return heading + [line] + info.knobs.map(row)
    }
  }

  /// What a demo teaches, what its knobs do, and what it puts right, in lines of at most 80 columns.
  package static func lines(about info: DemoInfo) -> [String] {
    let knobs = info.knobs.flatMap { knob in
      ["  \(knob.name)=\(knob.input(knob.seedValue))"]
        + indented("\(Completion.detail(of: knob, now: nil)): \(knob.summary)", by: 6)
    }
    let beliefs = info.misconceptions.flatMap { misconception in
      indented("“\(misconception.belief)”", by: 2) + indented(misconception.truth, by: 6)
    }
    return ["\(info.id): \(info.title)", ""] + indented(info.lesson, by: 0) + ["", "knobs:"] + knobs
      + (beliefs.isEmpty ? [] : ["", "what it puts right:"] + beliefs)
  }

  private static func indented(_ text: String, by columns: Int) -> [String] {
    Paragraph.lines(text, width: 80 - columns)
      .map { String(repeating: " ", count: columns) + $0 }
  }

  private static func row(_ knob: Knob) -> String {
    let assignment = "\(knob.name)=\(knob.input(knob.seedValue))"
    let gap = String(repeating: " ", count: max(1, 16 - assignment.count))
    return "       \(assignment)\(gap)\(Completion.detail(of: knob, now: nil))"
  }
}
