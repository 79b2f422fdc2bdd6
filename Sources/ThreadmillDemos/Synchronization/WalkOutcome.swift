// SPDX-License-Identifier: Apache-2.0

/// What a round of ``RecursiveLockDemo`` has come to.
package struct WalkOutcome: Sendable {
  /// What was asked of the threads and how they ended, each with the nodes it has visited.
  package var crew: CrewOutcome<Int>
  /// Which lock they took; a turn of the knob is for the next round.
  package var kind: WalkLock
  /// Levels of the tree.
  package var depth: Int
  /// Nodes by the tree's count, those of cancelled threads included.
  package var visits: Int
  /// Times that a thread would have waited for itself.
  package var stuck: Int
  /// How often the lock was held by the same thread, at most.
  package var deepestHold: Int
  /// Times that two threads were in the tree.
  package var clashes: Int

  /// Creates an outcome.
  package init(
    crew: CrewOutcome<Int>,
    kind: WalkLock,
    depth: Int,
    visits: Int,
    stuck: Int = 0,
    deepestHold: Int = 1,
    clashes: Int = 0
  ) {
    self.crew = crew
    self.kind = kind
    self.depth = depth
    self.visits = visits
    self.stuck = stuck
    self.deepestHold = deepestHold
    self.clashes = clashes
  }
}
