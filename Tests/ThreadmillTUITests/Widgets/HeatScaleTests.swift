// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillTUI

/// The characters of a heat map.
struct HeatScaleTests {
  private func scalars(_ kind: LaneMark.Kind, isUTF8: Bool) -> [Unicode.Scalar] {
    let shares: [Double?] = [nil] + (0...100).map { Double($0) / 100 }
    return shares.map { HeatScale.scalar(LaneMark(kind, share: $0), isUTF8: isUTF8) }
  }

  @Test(arguments: [true, false])
  func `no two states share a character, whatever their levels`(_ isUTF8: Bool) {
    var owner: [Unicode.Scalar: LaneMark.Kind] = [:]
    for kind in LaneMark.Kind.allCases {
      for scalar in Set(scalars(kind, isUTF8: isUTF8)) {
        #expect(owner[scalar] == nil, "\(scalar): \(kind) and \(String(describing: owner[scalar]))")
        owner[scalar] = kind
        if !isUTF8 { #expect(scalar.isASCII) }
      }
    }
  }

  @Test func `a wait rises, a computation widens`() {
    func text(_ kind: LaneMark.Kind, _ isUTF8: Bool) -> String {
      var seen: [Unicode.Scalar] = []
      for scalar in scalars(kind, isUTF8: isUTF8).dropFirst() where seen.last != scalar {
        seen.append(scalar)
      }
      return String(String.UnicodeScalarView(seen))
    }
    #expect(text(.waiting, true) == "_▂▃▄▅▆▇█")
    #expect(text(.running, true) == "▏▎▍▌▋▊▉")
    #expect(text(.waiting, false) == ".:-=+*#%@")
    #expect(text(.running, false) == "0123456789")
  }

  @Test func `no share traps`() {
    for share in [Double.nan, .infinity, -.infinity, -1, 2, 1e300] {
      _ = HeatScale.scalar(LaneMark(.waiting, share: share), isUTF8: true)
    }
    #expect(HeatScale.scalar(LaneMark(.waiting, share: 2), isUTF8: true) == "█")
  }
}
