// SPDX-License-Identifier: Apache-2.0
import ThreadmillDemos

/// The demos by what they have in common.
enum DemoIDs {
  /// All of them.
  static let all = DemoCatalogue.demos.map(\.info.id)
  /// Those whose tasks wait or compute, as a knob says, and do nothing else.
  static let working = DemoCatalogue.demos.map(\.info)
    .filter { $0.knob(named: "work") != nil }
    .map(\.id)
  /// Those about a primitive.
  static let synchronizing = DemoCatalogue.demos.map(\.info)
    .filter { $0.group == "Synchronization" }
    .map(\.id)
}
