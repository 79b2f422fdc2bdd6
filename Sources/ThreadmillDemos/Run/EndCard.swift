// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// What is said at the end of a run.
package struct EndCard: Sendable, Hashable {
  /// How it ended.
  package enum Outcome: String, Sendable, Hashable {
    /// All rounds are done and the oracle matches.
    case ok
    /// A task failed that the demo did not promise to fail, or the oracle does not match.
    case failed
    /// Somebody stopped it.
    case stopped
    /// It was interrupted by a signal or replaced by another run.
    case cancelled
  }

  /// Something worth trying next: keys, and the command that they stand for.
  package struct Suggestion: Sendable, Hashable {
    /// Keys as they are shown, such as `+++`; empty where only the command does it.
    package var keys: String
    /// What happens, such as `7 workers: two waves instead of three`.
    package var reason: String
    /// Commands as typed after `:`, run in order.
    package var commands: [String]

    /// Creates a suggestion.
    package init(keys: String, reason: String, commands: [String]) {
      self.keys = keys
      self.reason = reason
      self.commands = commands
    }
  }

  /// How the run ended.
  package var outcome: Outcome
  /// Why it was stopped, if it was.
  package var reason: StopReason?
  /// What went wrong, in one sentence, if something did.
  package var failure: String?
  /// The seed's own result line of the last complete round.
  package var resultLine: String?
  /// The oracle's word on the last complete round.
  package var check: OracleCheck
  /// What was expected and what came instead, after a mismatch.
  package var mismatch: String?
  /// Complete rounds.
  package var rounds: Int
  /// First submit → last finish of the last complete round.
  package var makespan: Duration?
  /// The model's time for that round, and its formula such as `⌈10/4⌉ × 0.1 s`.
  package var ideal: Duration?
  /// How `ideal` comes about; empty where there is no model.
  package var idealFormula: String
  /// Σ thread CPU ÷ wall in the last complete round.
  package var cpusReceived: Double?
  /// One sentence with this run's numbers.
  package var aha: String?
  /// What to press next.
  package var tries: [Suggestion]
  /// The demo to look at next.
  package var nextDemo: String?
  /// All tasks of the run.
  package var counts: TaskCounts
  /// The workers at the end.
  package var workers: [WorkerSnapshot]
  /// Per demo: the numbers of `result` in `run --json`, in order.
  package var resultFields: [ResultField]

  /// One entry of the JSON result.
  package struct ResultField: Sendable, Hashable {
    /// What a result can be.
    package enum Value: Sendable, Hashable {
      case int(Int)
      case real(Double)
      case text(String)
      case ints([Int])
      case texts([String])
    }
    /// The member's name.
    package var name: String
    /// The member's value.
    package var value: Value

    /// Creates an entry.
    package init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// Creates a card.
  package init(
    outcome: Outcome,
    reason: StopReason? = nil,
    failure: String? = nil,
    resultLine: String? = nil,
    check: OracleCheck = .none,
    mismatch: String? = nil,
    rounds: Int = 0,
    makespan: Duration? = nil,
    ideal: Duration? = nil,
    idealFormula: String = "",
    cpusReceived: Double? = nil,
    aha: String? = nil,
    tries: [Suggestion] = [],
    nextDemo: String? = nil,
    counts: TaskCounts = TaskCounts(),
    workers: [WorkerSnapshot] = [],
    resultFields: [ResultField] = []
  ) {
    self.outcome = outcome
    self.reason = reason
    self.failure = failure
    self.resultLine = resultLine
    self.check = check
    self.mismatch = mismatch
    self.rounds = rounds
    self.makespan = makespan
    self.ideal = ideal
    self.idealFormula = idealFormula
    self.cpusReceived = cpusReceived
    self.aha = aha
    self.tries = tries
    self.nextDemo = nextDemo
    self.counts = counts
    self.workers = workers
    self.resultFields = resultFields
  }
}
