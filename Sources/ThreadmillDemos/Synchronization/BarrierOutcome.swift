// SPDX-License-Identifier: Apache-2.0

/// What a round of ``BarrierDemo`` has come to.
package struct BarrierOutcome: Sendable {
  /// What was asked of the threads and how they ended, each with the phases it has completed.
  package var crew: CrewOutcome<Int>
  /// Whether they met after each phase; a turn of the knob is for the next round.
  package var isClosed: Bool
  /// For how many the barrier was made.
  package var parties: Int
  /// Times that somebody began a phase before all had ended the one before.
  package var early: Int
  /// How long each thread has waited for the others.
  package var waits: [Duration]

  /// Creates an outcome.
  package init(
    crew: CrewOutcome<Int>,
    isClosed: Bool,
    parties: Int,
    early: Int,
    waits: [Duration] = []
  ) {
    self.crew = crew
    self.isClosed = isClosed
    self.parties = parties
    self.early = early
    self.waits = waits
  }

  /// How long all of them have waited, added up.
  package var waited: Duration { waits.reduce(.zero, +) }
}
