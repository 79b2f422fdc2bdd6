// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// What follows the live knobs of a round.
///
/// Each is told of the knobs by one thread at a time, which reads them then: the last word is always
/// about the knobs as they stand.
final class Followers: Sendable {
  typealias Action = @Sendable (KnobSettings) -> Void

  private let actions = Guarded<[Action]>([])
  /// Held while followers act.
  private let acting = Lock()

  /// Adds a follower and tells it of the knobs.
  func add(_ action: @escaping Action, _ settings: () -> KnobSettings) {
    acting.withLock {
      actions.withLock { $0.append(action) }
      action(settings())
    }
  }

  /// Tells all of them of the knobs.
  func tell(_ settings: () -> KnobSettings) {
    acting.withLock {
      let settings = settings()
      for action in actions.withLock({ $0 }) { action(settings) }
    }
  }

  /// Lets all of them go.
  func removeAll() { acting.withLock { actions.withLock { $0 = [] } } }
}
