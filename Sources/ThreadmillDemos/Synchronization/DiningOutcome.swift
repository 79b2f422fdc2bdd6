// SPDX-License-Identifier: Apache-2.0

/// What a round of ``Deadlock`` has come to.
package struct DiningOutcome: Sendable {
  /// What was asked of the philosophers and how they ended, each with the meals it has eaten.
  package var crew: CrewOutcome<Int>
  /// How they took their forks; a turn of the knob is for the next round.
  package var cure: DiningCure
  /// How many waited in each ring that was found.
  package var rings: [Int]
  /// The numbers of those who were stopped to open a ring.
  package var victims: [Int]
  /// The numbers of those who left a ring, and opened it so, because the knob `workers` was turned.
  package var leavers: [Int]
  /// Meals eaten by the table's count, those of cancelled philosophers included.
  package var meals: Int
  /// Forks laid down again because the second one was taken.
  package var backOffs: Int
  /// Times that two had the same fork.
  package var clashes: Int

  /// Creates an outcome.
  package init(
    crew: CrewOutcome<Int>,
    cure: DiningCure,
    rings: [Int] = [],
    victims: [Int] = [],
    leavers: [Int] = [],
    meals: Int,
    backOffs: Int = 0,
    clashes: Int = 0
  ) {
    self.crew = crew
    self.cure = cure
    self.rings = rings
    self.victims = victims
    self.leavers = leavers
    self.meals = meals
    self.backOffs = backOffs
    self.clashes = clashes
  }
}
