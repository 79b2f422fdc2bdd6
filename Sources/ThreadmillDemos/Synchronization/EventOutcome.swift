// SPDX-License-Identifier: Apache-2.0

/// What a round of ``EventDemo`` has come to.
package struct EventOutcome: Sendable {
  /// What was asked of the runners and how they ended, each with its number.
  package var crew: CrewOutcome<Int>
  /// How they learnt that they may go; a turn of the knob is for the next round.
  package var signal: StartSignal
  /// How soon each went on, in the order in which they did.
  package var reactions: [Duration]
  /// Those who went before the start.
  package var falseStarts: Int
  /// Looks at the flag that came too early.
  package var vainLooks: Int

  /// Creates an outcome.
  package init(
    crew: CrewOutcome<Int>,
    signal: StartSignal,
    reactions: [Duration],
    falseStarts: Int = 0,
    vainLooks: Int = 0
  ) {
    self.crew = crew
    self.signal = signal
    self.reactions = reactions
    self.falseStarts = falseStarts
    self.vainLooks = vainLooks
  }

  /// How soon the last one went on.
  package var slowest: Duration { reactions.max() ?? .zero }
}
