// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// A demo that plays in rounds on a real component of the engine.
///
/// A file that conforms reads from top to bottom as: what it is, its knobs, its body, the serial
/// oracle that checks the body; what is said about a round stands in a file beside it. Everything else
/// (time, lanes, rounds, pause, stop) is done by ``StagedRun``.
package protocol StagedDemo: Demo {
  /// What it plays on.
  associatedtype Machine: StageMachine
  /// What one round comes to.
  associatedtype Outcome: Sendable

  /// What the results are ordered by, such as `in submission order`.
  var resultsTitle: String { get }

  /// Makes what all rounds of a run play on.
  ///
  /// - Throws: `PoolError` if the system refuses.
  func makeMachine(_ stage: DemoStage) throws(PoolError) -> Machine

  /// Plays one round; this is the source that the demo shows.
  ///
  /// - Throws: whatever keeps the round from being complete, above all `CancellationError`.
  func play(_ stage: DemoStage, _ machine: Machine) throws -> Outcome

  /// Computes the result once more, serially, and compares.
  ///
  /// - Returns: the first difference in one sentence, or `nil` if there is none.
  func mismatch(_ outcome: Outcome, _ round: RoundReport) -> String?

  /// How many tasks a round has, if the settings tell.
  func plannedTasks(_ settings: KnobSettings) -> Int?

  /// The model's time for a round whose knobs were not turned.
  func idealTime(_ round: RoundReport) -> IdealTime?

  /// What a round whose knobs were not turned has shown, in one sentence with its numbers.
  func aha(_ outcome: Outcome, _ round: RoundReport) -> String

  /// The numbers of the JSON result.
  func resultFields(_ outcome: Outcome, _ round: RoundReport) -> [EndCard.ResultField]

  /// What to try next, best first.
  func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion]
}

extension StagedDemo {
  package var resultsTitle: String { "" }

  package func plannedTasks(_ settings: KnobSettings) -> Int? { nil }

  package func makeRun(_ settings: KnobSettings, standing: Duration) -> any DemoRun {
    StagedRun(self, settings, standing: standing)
  }
}

extension StagedDemo where Machine == DemoPool {
  package func makeMachine(_ stage: DemoStage) throws(PoolError) -> DemoPool { try DemoPool(stage) }
}

extension StagedDemo where Machine == Crew<Int> {
  package func makeMachine(_ stage: DemoStage) -> Crew<Int> { Crew(stage) }
}
