// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// What a round of ``ReadersWriter`` has come to.
package struct ReadersWriterOutcome: Sendable {
  /// What was asked of the threads and how they ended, each with its turns.
  package var crew: CrewOutcome<Int>
  /// Who went first; a turn of the knob is for the next round.
  package var policy: ReadWritePolicy
  /// How long the readers had to wait at most.
  package var longestRead: Duration
  /// How long the writers had to wait at most.
  package var longestWrite: Duration
  /// How many read at the same time, at most.
  package var mostReaders: Int
  /// Turns by the book's count, those of cancelled threads included.
  package var turns: Int
  /// Times that a writer was not alone.
  package var clashes: Int

  /// Creates an outcome.
  package init(
    crew: CrewOutcome<Int>,
    policy: ReadWritePolicy,
    longestRead: Duration = .zero,
    longestWrite: Duration = .zero,
    mostReaders: Int = 1,
    turns: Int,
    clashes: Int = 0
  ) {
    self.crew = crew
    self.policy = policy
    self.longestRead = longestRead
    self.longestWrite = longestWrite
    self.mostReaders = mostReaders
    self.turns = turns
    self.clashes = clashes
  }
}
