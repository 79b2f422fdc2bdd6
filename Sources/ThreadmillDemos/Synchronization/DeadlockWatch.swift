// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
package import ThreadmillTelemetry

/// Looks for threads that wait for each other in a ring, and believes only what it has seen twice.
package struct DeadlockWatch {
  /// The time between the two looks that have to agree.
  package static let patience = Duration.milliseconds(100)

  /// Who waits for what, without for how long: that changes from look to look.
  private struct Ring: Hashable {
    var waits: [String]

    init(_ cycle: WaitCycle) { waits = cycle.links.map { "\($0.thread.id) \($0.waitsFor)" } }
  }

  /// When each ring was seen first.
  private var seen: [Ring: Duration] = [:]
  private var told: Set<Ring> = []

  /// Creates a watch that has seen nothing.
  package init() {}

  /// Looks at the primitives of one moment.
  ///
  /// - Parameters:
  ///   - primitives: as they are now.
  ///   - now: monotonic time.
  /// - Returns: the rings that stand for ``patience`` or longer, each once as long as it stands.
  package mutating func look(
    at primitives: [SyncSnapshot],
    now: Duration = MonotonicClock.now
  ) -> [WaitCycle] {
    let cycles = WaitCycle.find(in: primitives)
    let rings = Set(cycles.map { Ring($0) })
    seen = seen.filter { rings.contains($0.key) }
    told.formIntersection(rings)
    return cycles.filter { cycle in
      let ring = Ring(cycle)
      let first = seen[ring] ?? now
      seen[ring] = first
      // Who has waited for less has waited for something else in between.
      let isOld =
        now - first >= Self.patience
        && cycle.links.allSatisfy { $0.thread.since >= Self.patience }
      return isOld && told.insert(ring).inserted
    }
  }

  /// Whether a ring still stood at the last look: the same threads, waiting for the same.
  package func stands(_ cycle: WaitCycle) -> Bool { seen[Ring(cycle)] != nil }
}
