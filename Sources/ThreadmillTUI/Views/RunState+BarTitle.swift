// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

extension RunState {
  /// What the bars of so many lanes from one on measure: the demo's word for it, or the share of the
  /// last second.
  func barTitle(_ first: Int, count: Int) -> String {
    let shown = lanes.dropFirst(first).prefix(count)
    if !shown.isEmpty, shown.allSatisfy(\.isShort) { return "BUSY last 1 s" }
    return info.barTitle + (settings.computes ? " steps" : " time")
  }
}
