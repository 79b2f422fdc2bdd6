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

  private static func row(_ knob: Knob) -> String {
    let assignment = "\(knob.name)=\(knob.input(knob.seedValue))"
    let gap = String(repeating: " ", count: max(1, 16 - assignment.count))
    return "       \(assignment)\(gap)\(Completion.detail(of: knob, now: nil))"
  }
}
