// SPDX-License-Identifier: Apache-2.0

/// What a round of ``LockRace`` has come to.
package struct RaceOutcome: Sendable {
  /// What was asked of the threads and how they ended, each with the increments it has made.
  package var crew: CrewOutcome<Int>
  /// How they added; a turn of the knob is for the next round.
  package var variant: RaceVariant
  /// What the counter says.
  package var counter: Int
  /// What the threads have added by their own counts, cancelled ones included.
  package var expected: Int
  /// Acquisitions of the locks that had to wait, in `0...1`; `nil` without a lock.
  package var contention: Double?

  /// Creates an outcome.
  package init(
    crew: CrewOutcome<Int>,
    variant: RaceVariant,
    counter: Int,
    expected: Int,
    contention: Double? = nil
  ) {
    self.crew = crew
    self.variant = variant
    self.counter = counter
    self.expected = expected
    self.contention = contention
  }

  /// Updates that are missing.
  package var lost: Int { expected - counter }

  /// The seed's line, with what is lost where something is.
  package var line: String {
    let loss = lost == 0 ? "" : ", \(lost) lost"
    return "\(variant.lineStart): \(counter) (expected: \(expected))\(loss)"
  }
}
