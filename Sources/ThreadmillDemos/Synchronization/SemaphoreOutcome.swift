// SPDX-License-Identifier: Apache-2.0

/// What a round of ``SemaphoreDemo`` has come to.
package struct SemaphoreOutcome: Sendable {
  /// What was asked of the threads and how they ended, each with its queries.
  package var crew: CrewOutcome<Int>
  /// How permits were counted; a turn of the knob is for the next round.
  package var variant: PermitVariant
  /// Connections of the pool.
  package var permits: Int
  /// How many used one at the same time, at most.
  package var highWater: Int
  /// Queries by the pool's count, those of cancelled threads included.
  package var queries: Int
  /// Whether a permit too many was refused.
  package var hasRefused: Bool
  /// Queries that had to wait for a connection.
  package var contended: Int

  /// Creates an outcome.
  package init(
    crew: CrewOutcome<Int>,
    variant: PermitVariant,
    permits: Int,
    highWater: Int,
    queries: Int,
    hasRefused: Bool = false,
    contended: Int = 0
  ) {
    self.crew = crew
    self.variant = variant
    self.permits = permits
    self.highWater = highWater
    self.queries = queries
    self.hasRefused = hasRefused
    self.contended = contended
  }
}
