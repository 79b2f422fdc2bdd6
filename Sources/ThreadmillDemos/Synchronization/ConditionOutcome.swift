// SPDX-License-Identifier: Apache-2.0

/// What a round of ``ConditionDemo`` has come to.
package struct ConditionOutcome: Sendable {
  /// What was asked of the consumers and how they ended, each with its number.
  package var crew: CrewOutcome<Int>
  /// How they waited; a turn of the knob is for the next round.
  package var style: WaitStyle
  /// Whether each item woke all of them, or one.
  package var wakesAll: Bool
  /// What has happened at the store.
  package var facts: StoreFacts
  /// The items that consumers have got, in any order.
  package var got: [Int]

  /// Creates an outcome.
  package init(
    crew: CrewOutcome<Int>,
    style: WaitStyle,
    wakesAll: Bool,
    facts: StoreFacts,
    got: [Int]
  ) {
    self.crew = crew
    self.style = style
    self.wakesAll = wakesAll
    self.facts = facts
    self.got = got
  }
}
