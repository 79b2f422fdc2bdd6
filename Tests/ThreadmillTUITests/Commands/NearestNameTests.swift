// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillTUI

struct NearestNameTests {
  @Test func `the distance counts letters added, lost, changed and swapped`() {
    let table = [
      ("", "", 0), ("a", "", 1), ("stop", "stop", 0), ("stpo", "stop", 1), ("sotp", "stop", 1),
      ("stop", "step", 1), ("run", "restart", 6), ("kitten", "sitting", 3),
    ]
    for (one, other, distance) in table {
      #expect(NearestName.distance(one, other) == distance)
      #expect(NearestName.distance(other, one) == distance)
    }
  }

  @Test func `what was meant is found`() {
    let commands = ["run", "restart", "stop", "pause", "set", "help", "quit"]
    for (typed, meant) in [
      ("rnu", "run"), ("stopp", "stop"), ("sett", "set"), ("hlep", "help"), ("QIUT", "quit"),
      ("restrat", "restart"),
    ] {
      #expect(NearestName.find(typed, among: commands) == meant)
    }
    #expect(NearestName.find("run", among: []) == nil)
    #expect(NearestName.find("resta", among: commands) == "restart")
    for far in ["", "-", "foo", "tour", "x", "rn", "--print-config", "waiting"] {
      #expect(NearestName.find(far, among: commands) == nil, "\(far)")
    }
  }
}
